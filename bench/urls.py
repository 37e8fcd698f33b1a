"""Atenda's doors and the empty page, which passes the same middleware as any other."""

from django.http import HttpResponse
from django.urls import path

from atenda.staff.requests import AtendaRequest
from atenda.urls import handler400, handler403, handler404, handler500
from atenda.urls import urlpatterns as atenda_doors

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def empty(request: AtendaRequest) -> HttpResponse:
    return HttpResponse("empty")


urlpatterns = [path("<slug:organization>/bench-empty/", empty), *atenda_doors]
