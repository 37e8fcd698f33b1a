"""Doors of customers."""

from django.urls import path

from atenda.customers.views import choosing, duplicates, editing, linking, lists, merging, opening, pages, tags

app_name = "customers"
urlpatterns = [
    path("accounts/", lists.accounts, name="accounts"),
    path("accounts/new/", opening.account, name="account-new"),
    path("accounts/<int:pk>/", pages.account, name="account"),
    path("accounts/<int:pk>/edit/", editing.account, name="account-edit"),
    path("accounts/<int:pk>/merging/", merging.account, name="account-merging"),
    path("accounts/<int:pk>/telling-apart/", duplicates.account, name="account-telling-apart"),
    path("accounts/<int:pk>/people/", linking.people, name="people"),
    path("contacts/", lists.contacts, name="contacts"),
    path("contacts/new/", opening.contact, name="contact-new"),
    path("contacts/<int:pk>/", pages.contact, name="contact"),
    path("contacts/<int:pk>/edit/", editing.contact, name="contact-edit"),
    path("contacts/<int:pk>/merging/", merging.contact, name="contact-merging"),
    path("contacts/<int:pk>/telling-apart/", duplicates.contact, name="contact-telling-apart"),
    path("contacts/<int:pk>/companies/", linking.companies, name="companies"),
    path("contacts/<int:pk>/companies/<int:account>/removal/", linking.removal, name="company-removal"),
    path("customers/duplicates/", duplicates.proposals, name="duplicates"),
    path("customers/duplicates/looking/", duplicates.look, name="duplicates-looking"),
    path("customers/search/", choosing.search, name="search"),
    path("customers/companies/", choosing.company_names, name="company-names"),
    path("customers/tags/", choosing.tags, name="tags"),
    path("customers/sharers/", choosing.sharers, name="sharers"),
    path("settings/customer-tags/", tags.every, name="tag-list"),
    path("settings/customer-tags/<int:pk>/", tags.one, name="tag"),
    path("settings/customer-tags/<int:pk>/retirement/", tags.retirement, name="tag-retirement"),
    path("settings/customer-tags/<int:pk>/replacement/", tags.replacement, name="tag-replacement"),
    path("customers/new/", choosing.new, name="new"),
]
