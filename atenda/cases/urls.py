"""Doors of cases."""

from django.urls import path

from atenda.cases.views import (
    bin,
    campaign,
    configuration,
    deeds,
    ending,
    opening,
    page,
    picklists,
    presence,
    printing,
    recent,
    replacing,
    tags,
)

app_name = "cases"
urlpatterns = [
    path("cases/new/", opening.new, name="new"),
    path("cases/new/fields/", opening.fields, name="new-fields"),
    path("cases/new/companies/", opening.companies, name="companies"),
    path("cases/recent/", recent.recent, name="recent"),
    path("cases/campaign/", campaign.campaign, name="campaign"),
    path("cases/tags/", tags.tags, name="tags"),
    path("bin/", bin.cases_in_bin, name="bin"),
    path("bin/<int:number>/restoration/", bin.restoration, name="restoration"),
    path("cases/<int:number>/", page.case, name="case"),
    path("cases/<int:number>/binning/", bin.binning, name="binning"),
    path("cases/<int:number>/timeline/", page.timeline_page, name="timeline"),
    path("cases/<int:number>/presence/", presence.presence, name="presence"),
    path("cases/<int:number>/print/", printing.printed, name="print"),
    path("cases/<int:number>/standing/", deeds.standing, name="standing"),
    path("cases/<int:number>/matter/", deeds.matter, name="matter"),
    path("cases/<int:number>/notes/", deeds.notes, name="notes"),
    path("cases/<int:number>/resolution/", ending.resolution, name="resolution"),
    path("cases/<int:number>/cancellation/", ending.cancellation, name="cancellation"),
    path("cases/<int:number>/reopening/", deeds.reopening, name="reopening"),
    path("cases/<int:number>/assignment/", deeds.assignment_to_me, name="assignment"),
    path("settings/fields/", configuration.fields, name="fields"),
    path("settings/fields/preview/", configuration.fields_preview, name="fields-preview"),
    path("settings/fields/of-all/", configuration.rules_of_all, name="fields-of-all"),
    path("settings/moves/", configuration.moves, name="moves"),
    path("settings/picklists/", picklists.picklists, name="picklists"),
    path("settings/picklists/replacements/", replacing.replacements, name="replacements"),
    path("settings/picklists/<slug:kind>/new/", picklists.new, name="picklist-new"),
    path("settings/picklists/<slug:kind>/<int:pk>/", picklists.value, name="picklist-value"),
    path("settings/picklists/<slug:kind>/<int:pk>/retirement/", picklists.retirement, name="picklist-retirement"),
    path("settings/picklists/<slug:kind>/<int:pk>/replacement/", replacing.replacement, name="picklist-replacement"),
]
