"""Doors of conversations."""

from django.urls import path

from atenda.conversations.views import drafts, enclosing, notes, replying, sending_again, showing, sides, splitting

app_name = "conversations"
urlpatterns = [
    path("cases/<int:number>/notes/<int:pk>/", notes.note, name="note"),
    path("cases/<int:number>/notes/<int:pk>/removal/", notes.removal, name="removal"),
    path("cases/<int:number>/replies/draft/", drafts.draft, name="draft"),
    path("cases/<int:number>/replies/", replying.replies, name="replies"),
    path("cases/<int:number>/replies/uploads/", enclosing.reply_uploads, name="reply-uploads"),
    path("cases/<int:number>/messages/<int:pk>/leaving/", replying.leaving, name="leaving"),
    path("cases/<int:number>/messages/<int:pk>/splitting/", splitting.of_message, name="message-splitting"),
    path("cases/<int:number>/notes/<int:pk>/splitting/", splitting.of_note, name="note-splitting"),
    path("cases/<int:number>/replies/pictures/", enclosing.reply_pictures, name="reply-pictures"),
    path("cases/<int:number>/replies/pictures/<int:pk>/", enclosing.reply_picture, name="reply-picture"),
    path("cases/<int:number>/messages/<int:pk>/body/", showing.body, name="body"),
    path("cases/<int:number>/messages/<int:pk>/again/", sending_again.again, name="again"),
    path("cases/<int:number>/side-conversations/", sides.sides, name="sides"),
    path("cases/<int:number>/side-conversations/uploads/", sides.side_uploads, name="side-uploads"),
    path("cases/<int:number>/side-conversations/people/", sides.side_people, name="side-people"),
    path("cases/<int:number>/side-conversations/<int:pk>/", sides.side, name="side"),
    path("cases/<int:number>/side-conversations/<int:pk>/finishing/", sides.finishing, name="side-finishing"),
    path("people/names/", notes.names, name="names"),
]
