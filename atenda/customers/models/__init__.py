"""Accounts and contacts, how to reach them, and what is kept beside them."""

from atenda.customers.models.beside import CustomerOpening, NameWord, Tag
from atenda.customers.models.customer import Account, AccountContact, Contact, Customer, CustomerQuerySet, TaxKind
from atenda.customers.models.reaching import Address, EmailAddress, PhoneNumber, Reach
from atenda.customers.models.twice import DuplicateSearch, LikelyDuplicate

__all__ = [
    "Account",
    "AccountContact",
    "Address",
    "Contact",
    "Customer",
    "CustomerOpening",
    "CustomerQuerySet",
    "DuplicateSearch",
    "EmailAddress",
    "LikelyDuplicate",
    "NameWord",
    "PhoneNumber",
    "Reach",
    "Tag",
    "TaxKind",
]
