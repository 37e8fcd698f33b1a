"""Why something about tokens is refused."""

from django.utils.translation import gettext_lazy as _

from atenda.organizations.refusals import Refused


class NoScope(Refused):
    sentence = _("Choose what the token is good for.")


class TooManyTokens(Refused):
    sentence = _("One person has up to 50 tokens. Revoke one that is no longer used.")


class NoLongerHere(Refused):
    sentence = _("This person no longer works here, so no token acts as them.")


class UnknownScope(Refused):
    def __init__(self, scopes: list[str]) -> None:
        super().__init__()
        self.said = f"There is no scope {', '.join(scopes)}."

    def __str__(self) -> str:
        return self.said
