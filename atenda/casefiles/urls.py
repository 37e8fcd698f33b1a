"""Doors of case files."""

from django.urls import path

from atenda.casefiles import views

app_name = "casefiles"
urlpatterns = [path("cases/<int:number>/file/", views.download, name="download")]
