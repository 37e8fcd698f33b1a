"""The door that asks for no sign-in: pictures of mails, by sealed addresses."""

from django.urls import path

from atenda.conversations.views import showing

urlpatterns = [path("c/pictures/<str:token>/", showing.picture, name="mail_picture")]
