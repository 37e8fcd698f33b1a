"""By what the mails of a mailbox go out, as JSON. A password or key is taken and never told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from atenda.api.shapes import Answer, Shape
from atenda.api.shapes.mail_doors import Password, Port
from atenda.api.shapes.notices import MailRow, mail_row
from atenda.mailboxes.models import SignIn
from atenda.notices.models import Carrier, MailServer, Region, Security
from atenda.notices.trying import Step, Trial

SETTINGS = ("carrier", "region", "host", "port", "security", "sign_in", "username", "client_id", "tenant")


class WayFields(Shape):
    """What is not named stays as it is."""

    carrier: Literal[*Carrier.values] | None = None  # type: ignore[valid-type]
    region: Literal[*Region.values] | None = Field(default=None, description="Of Mailgun.")  # type: ignore[valid-type]
    host: Annotated[str, Field(max_length=253, pattern=r"^[A-Za-z0-9.:\[\]-]*$")] | None = None
    port: Port | None = None
    security: Literal[*Security.values] | None = None  # type: ignore[valid-type]
    username: Annotated[str, Field(max_length=200, pattern=r"^[^\r\n]*$")] | None = None
    password: Password | None = Field(
        default=None,
        description="Of a provider its key. Written and never told; for another server or user it is given anew.",
    )


class WayOut(Answer):
    is_own: bool = Field(description="Whether it has a way of its own; else its mails go as all others do.")
    carrier: str = ""
    region: str = ""
    host: str = ""
    port: int = 0
    security: str = ""
    sign_in: Literal[*SignIn.values, ""] = ""  # type: ignore[valid-type]
    username: str = ""
    client_id: str = ""
    tenant: str = ""
    has_secret: bool = Field(default=False, description="Whether there is a password, a key, or leave to send.")
    trouble: str = Field(default="", description="What the server said last, where its mails wait for it.")
    trouble_since: datetime | None = None
    retry_at: datetime | None = None


class StepOut(Answer):
    step: Literal[*Step.values]  # type: ignore[valid-type]
    is_right: bool | None = Field(description="Null where one did not get so far.")
    said: str = Field(description="What the server said, word for word.")
    advice: str = Field(description="What to look at, in words.")


class WayTrial(Answer):
    is_right: bool
    steps: list[StepOut]
    mail: MailRow


def way_settings(server: MailServer | None) -> dict[str, Any]:
    """What of it people change: its version."""
    if server is None:
        return {"is_own": False}
    return {"is_own": True, **{name: getattr(server, name) for name in SETTINGS}, "has_secret": bool(server.password)}


def way(server: MailServer | None) -> dict[str, Any]:
    stands = ("trouble", "trouble_since", "retry_at")
    return {**way_settings(server), **({name: getattr(server, name) for name in stands} if server else {})}


def way_trial(tried: Trial) -> dict[str, Any]:
    steps = [
        {"step": found.step.value, "is_right": found.is_right, "said": found.said, "advice": found.advice}
        for found in tried.steps
    ]
    return {"is_right": tried.is_right, "steps": steps, "mail": mail_row(tried.mail)}
