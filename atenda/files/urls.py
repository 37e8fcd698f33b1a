"""Doors of files."""

from django.urls import path

from atenda.files.views import deeds, pages, serving, uploading

app_name = "files"
urlpatterns = [
    path("cases/<int:number>/files/", pages.files, name="files"),
    path("cases/<int:number>/files.zip", serving.every_file, name="zip"),
    path("cases/<int:number>/files/<int:pk>/", pages.file, name="file"),
    path("cases/<int:number>/files/<int:pk>/content/", serving.content, name="content"),
    path("cases/<int:number>/files/<int:pk>/preview/<int:page>/", serving.preview, name="preview"),
    path("cases/<int:number>/files/<int:pk>/review/", deeds.review, name="review"),
    path("cases/<int:number>/files/<int:pk>/removal/", deeds.removal, name="removal"),
    path("cases/<int:number>/files/<int:pk>/restoration/", deeds.restoration, name="restoration"),
    path("cases/<int:number>/uploads/", uploading.for_note, name="note-uploads"),
    path("cases/new/uploads/<uuid:submission>/", uploading.for_new_case, name="case-uploads"),
    path("uploads/<int:pk>/removal/", uploading.removal, name="upload-removal"),
]
