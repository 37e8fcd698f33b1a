"""Placeholder until the sign-in pages stand."""

from django.http import HttpResponse


def home(request):
    return HttpResponse("")
