"""Doors of quick replies and macros."""

from django.urls import path

from atenda.macros.views import macros, picking, replies, running

app_name = "macros"
urlpatterns = [
    path("quick-replies/", replies.replies, name="replies"),
    path("quick-replies/new/", replies.new, name="new-reply"),
    path("quick-replies/<int:pk>/", replies.reply, name="reply"),
    path("quick-replies/<int:pk>/retirement/", replies.reply_retirement, name="reply-retirement"),
    path("macros/", macros.macros, name="macros"),
    path("macros/new/", macros.new, name="new-macro"),
    path("macros/<int:pk>/", macros.macro, name="macro"),
    path("macros/<int:pk>/retirement/", macros.macro_retirement, name="macro-retirement"),
    path("cases/<int:number>/quick-replies/", picking.picks, name="picks"),
    path("cases/<int:number>/quick-replies/insertion/", picking.insertion, name="insertion"),
    path("cases/<int:number>/quick-replies/<int:pk>/", picking.pick, name="pick"),
    path("cases/<int:number>/macros/", running.macros_here, name="here"),
    path("cases/<int:number>/macros/<int:pk>/", running.running, name="run"),
]
