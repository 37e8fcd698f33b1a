"""Signatures as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from atenda.api.shapes import Answer, Id, Ref, Shape, ref
from atenda.conversations.rich import words_of
from atenda.signatures.choosing import Signed
from atenda.signatures.models import Signature
from atenda.signatures.signing import LONGEST_HTML

Html = Annotated[str, Field(max_length=LONGEST_HTML)]


class SignatureTexts(Shape):
    """One as HTML by language, made harmless and without pictures, with places like {{agent}}; an empty one takes it
    away."""

    es: Html | None = None
    gl: Html | None = None
    en: Html | None = None


class SignatureIn(Shape):
    """Languages that are not named stay as they are."""

    mailbox: Id | None = Field(default=None, description="For mails from it; without it for every one that has none.")
    texts: SignatureTexts


class SignatureOut(Answer):
    mailbox: Ref | None = Field(description="For mails from it; null: for every one that has none.")
    is_own: bool = Field(description="False: for whoever has none.")
    html: dict[str, str] = Field(description="By language.")
    texts: dict[str, str] = Field(description="The same as plain text.")


class SignaturesAnswer(Answer):
    items: list[SignatureOut]


class SignedOut(Answer):
    text: str = Field(description="Empty where there is none.")
    html: str
    language: str
    is_own: bool


def signature(row: Signature) -> dict[str, Any]:
    html = {language: row.texts[language] for language in row.languages}
    return {
        "mailbox": ref(row.mailbox),
        "is_own": row.agent_id is not None,
        "html": html,
        "texts": {language: words_of(each).strip() for language, each in html.items()},
    }


def signed(found: Signed | None) -> dict[str, Any]:
    if found is None:
        return {"text": "", "html": "", "language": "", "is_own": False}
    return {"text": found.text, "html": found.html, "language": found.language, "is_own": found.is_own}
