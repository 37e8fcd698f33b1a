"""The door by which customers rate: a sealed address is the key, of one closing of one case."""

from django.urls import path

from atenda.satisfaction.views import public

urlpatterns = [path("c/rating/<str:token>/", public.rating, name="customer_rating")]
