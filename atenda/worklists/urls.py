"""Doors of the lists."""

from django.urls import path

from atenda.worklists.views import (
    boards,
    colours,
    groups,
    looks,
    many,
    narrowing,
    own_views,
    placing,
    quick,
    saving,
    showing,
    trails,
)

app_name = "worklists"
urlpatterns = [
    path("cases/", showing.cases, name="cases"),
    path("cases/board/limits/", boards.limits, name="limits"),
    path("cases/<int:number>/place/", placing.place, name="place"),
    path("cases/filters/", narrowing.filters, name="filters"),
    path("cases/counted/", narrowing.counted, name="counted"),
    path("cases/groups/", groups.counts, name="groups"),
    path("cases/columns/", looks.columns, name="columns"),
    path("cases/columns/widths/", looks.widths, name="widths"),
    path("cases/views/", own_views.views, name="views"),
    path("cases/views/counts/", own_views.counts, name="view-counts"),
    path("cases/views/tabs/", own_views.pinning, name="view-pinning"),
    path("cases/views/order/", own_views.order, name="view-order"),
    path("cases/views/start/", own_views.start, name="view-start"),
    path("cases/views/starts/", own_views.starts_of_roles, name="view-starts"),
    path("cases/views/new/", saving.new, name="view-new"),
    path("cases/views/<int:pk>/", saving.view, name="view"),
    path("cases/views/<int:pk>/colours/", colours.colours, name="view-colours"),
    path("cases/views/<int:pk>/question/", saving.question, name="view-question"),
    path("cases/views/<int:pk>/removal/", saving.removal, name="view-removal"),
    path("cases/next/", trails.following, name="next"),
    path("cases/previous/", trails.preceding, name="previous"),
    path("cases/many/", many.deeds, name="many"),
    path("cases/many/<int:pk>/", many.result, name="many-result"),
    path("cases/many/<int:pk>/stopping/", many.stopping, name="many-stopping"),
    path("cases/many/<int:pk>/continuing/", many.continuing, name="many-continuing"),
    path("cases/many/<int:pk>/undoing/", many.undoing, name="many-undoing"),
    path("cases/many/<slug:deed>/", many.asking, name="many-asking"),
    path("cases/<int:number>/quick/", quick.deeds, name="quick-deeds"),
    path("cases/<int:number>/quick/<slug:field>/", quick.quick, name="quick"),
]
