"""What figures put on other packages' pages when Atenda starts."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "atenda.figures"
