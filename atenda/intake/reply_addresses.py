"""The address that leads into one case: soporte+1042.k3v…@rias.example (2.4).

Local parts have sixty-four characters at most, and some servers change their case: sixteen letters and digits of
lower case, eighty bits of an HMAC, are what fits. Sealed for the organization, compared whole in constant time.
"""

from __future__ import annotations

import base64
import hmac

from django.utils.crypto import salted_hmac

from atenda.organizations.entering import current_organization

SALT = "atenda.intake.reply-addresses"
LETTERS = 16


def reply_address(mailbox_address: str, folio: int) -> str:
    local, _at, domain = mailbox_address.rpartition("@")
    return f"{local}+{folio}.{_seal(folio)}@{domain}"


def side_address(mailbox_address: str, folio: int, side: int) -> str:
    """That of one side conversation of the case: soporte+1042-7.k3v…@rias.example. Its seal opens nothing else."""
    local, _at, domain = mailbox_address.rpartition("@")
    return f"{local}+{folio}-{side}.{_seal(f'{folio}-{side}')}@{domain}"


def side_named_by(extension: str) -> int | None:
    """The key of the side conversation in what stands behind the plus; None where the seal is not ours."""
    name, _dot, seal = extension.strip().lower().partition(".")
    folio, _dash, side = name.partition("-")
    if not all(each.isascii() and each.isdigit() and len(each) <= 18 for each in (folio, side)):
        return None
    return int(side) if hmac.compare_digest(seal.encode(), _seal(f"{int(folio)}-{int(side)}").encode()) else None


def case_named_by(extension: str) -> int | None:
    """The folio in what stands behind the plus; None where the seal is not ours."""
    folio, _dot, seal = extension.strip().lower().partition(".")
    if not (folio.isascii() and folio.isdigit() and len(folio) <= 9):
        return None
    return int(folio) if hmac.compare_digest(seal.encode(), _seal(int(folio)).encode()) else None


def _seal(folio: int | str) -> str:
    made = salted_hmac(SALT, f"{current_organization().pk}:{folio}", algorithm="sha256").digest()
    return base64.b32encode(made[:10]).decode().lower()[:LETTERS]
