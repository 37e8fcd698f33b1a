"""Doors about people, inside an organization."""

from django.urls import path

from atenda.staff.views import own_page, people, seeing, teams

app_name = "staff"
urlpatterns = [
    path("me/", own_page.me, name="me"),
    path("settings/", own_page.settings, name="settings"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/invitation/", people.invitation, name="invitation"),
    path("settings/people/<int:pk>/", people.person, name="person"),
    path("settings/people/<int:pk>/link/", people.person_link, name="person-link"),
    path("settings/people/<int:pk>/deactivation/", people.deactivation, name="deactivation"),
    path("settings/people/<int:pk>/reactivation/", people.reactivation, name="reactivation"),
    path("settings/teams/", teams.teams, name="teams"),
    path("settings/teams/<int:pk>/", teams.team, name="team"),
    path("settings/teams/<int:pk>/retirement/", teams.retirement, name="team-retirement"),
    path("settings/roles/seeing/", seeing.begin, name="seeing"),
    path("seeing/end/", seeing.end, name="seeing-end"),
]
