"""Doors of conversations."""

from django.urls import path

from atenda.conversations import views

app_name = "conversations"
urlpatterns = [
    path("cases/<int:number>/notes/<int:pk>/", views.note, name="note"),
    path("cases/<int:number>/notes/<int:pk>/removal/", views.removal, name="removal"),
    path("people/names/", views.names, name="names"),
]
