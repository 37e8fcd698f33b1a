"""The customers' doors: a sealed address is the key, of one case for one customer."""

from django.urls import path

from atenda.portal.views import deeds, page

urlpatterns = [
    path("c/<str:token>/", page.case, name="customer_case"),
    path("c/<str:token>/files/<int:pk>/", page.file, name="customer_file"),
    path("c/<str:token>/answer/", deeds.answer, name="customer_answer"),
    path("c/<str:token>/solved/", deeds.solved, name="customer_solved"),
    path("c/<str:token>/keep/", deeds.kept_open, name="customer_keep"),
    path("c/<str:token>/unsolved/", deeds.unsolved, name="customer_unsolved"),
]
