"""Forms of customers: the whole one and the short one, of their tags, of merging two, of their lists."""

from atenda.customers.forms.company import ShortForm
from atenda.customers.forms.merging import MergeForm
from atenda.customers.forms.narrowing import CompanyForm
from atenda.customers.forms.tags import NameForm, ReplacementForm
from atenda.customers.forms.whole import FORMS, NEW_FORMS, CustomerForm, NewContactForm

__all__ = [
    "FORMS",
    "NEW_FORMS",
    "CompanyForm",
    "CustomerForm",
    "MergeForm",
    "NameForm",
    "NewContactForm",
    "ReplacementForm",
    "ShortForm",
]
