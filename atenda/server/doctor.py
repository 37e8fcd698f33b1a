"""What is wrong with this set-up, in plain words: one sentence for each thing, with what to do about it."""

import shutil
import stat
from collections.abc import Callable, Iterator

from django.db import Error
from django.utils import timezone

from atenda.server import database_examination, system_user
from atenda.server.environment import Environment
from atenda.server.faults import ServerFault, foreseen
from atenda.server.locks import FileLock
from atenda.server.ports import refuse_if_taken
from atenda.server.postgres import database_running
from atenda.server.secret_key import FILE as SECRET_KEY_FILE

STREAMS = 10_000  # of history, read word by word after a restore
FULL, NEARLY_FULL = 200_000_000, 1_000_000_000  # bytes
ASKS_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def examine(environment: Environment, *, reconcile: bool = False, ledger: bool = False) -> list[str]:
    """Every finding; none when all is well. What cannot be looked at is a finding too."""
    findings = [
        finding for look in (_secret_key, _database_user, _disk, _ports, _static) for finding in look(environment)
    ]
    try:
        with database_running(environment):
            findings += database_examination.examine()
            findings += _backups(environment)
            findings += in_every_organization(_files)
            findings += in_every_organization(_webhooks)
            findings += _mail_server(environment)
            findings += in_every_organization(_fetching)
            findings += in_every_organization(_filing)
            if reconcile:
                findings += in_every_organization(_differences)
            if ledger:
                findings += in_every_organization(_breaks)
                findings += in_every_organization(_mails)
    except (ServerFault, Error) as error:
        findings.append(foreseen(error) or f"The database refuses to be looked at: {error}".strip())
    return findings


def _secret_key(environment: Environment) -> Iterator[str]:
    path = environment.data / SECRET_KEY_FILE
    if path.exists() and path.stat().st_mode & ASKS_OTHERS:
        yield f"Others can read the secret key: run `chmod 600 {path}`."


def _database_user(environment: Environment) -> Iterator[str]:
    """Being able to become the user of the embedded database is its only password."""
    folder = environment.data / "postgres"
    if folder.exists() and folder.stat().st_uid == system_user.stand_in():
        yield (
            f"The embedded database runs as the user {system_user.STAND_IN}, as other programs may: stop Atenda, make "
            f"a system user called {system_user.NAME}, and run `chown -R {system_user.NAME}: {folder}`."
        )


def _disk(environment: Environment) -> Iterator[str]:
    free = shutil.disk_usage(environment.data).free
    if free < FULL:
        yield f"The disk of {environment.data} is full: nothing can be saved until there is room."
    elif free < NEARLY_FULL:
        yield f"The disk of {environment.data} is nearly full: {free // 1_000_000} MB are left."


def _ports(environment: Environment) -> Iterator[str]:
    """Only while Atenda does not run: then the ports are taken by itself."""
    lock = FileLock(environment.data / "serve.lock")
    is_free = lock.take(wait=False)
    lock.release()
    if not is_free:
        return
    try:
        refuse_if_taken(environment.bind, environment.port, "PORT")
    except ServerFault as fault:
        yield str(fault)


def _static(environment: Environment) -> Iterator[str]:
    if not (environment.static_root / "staticfiles.json").exists():
        yield "The styles and scripts of the pages were not collected: run `make setup`."


def in_every_organization(look: Callable[[], Iterator[str]]) -> Iterator[str]:
    from atenda.organizations.entering import inside  # noqa: PLC0415  the desk's tables, for these two only
    from atenda.organizations.models import Organization  # noqa: PLC0415

    for organization in Organization.objects.order_by("slug"):
        with inside(organization):
            yield from (f"{organization.slug}: {finding}" for finding in look())


def _backups(environment: Environment) -> Iterator[str]:
    from atenda.server.backups import nightly  # noqa: PLC0415  the desk's tables, for this one only
    from atenda.server.holding import hold_now  # noqa: PLC0415

    if hold_now() is not None:
        yield "This is a restored copy: nothing is sent until it is released, on its page or by `atenda release`."
        return
    yield from nightly.findings(environment)


def _differences() -> Iterator[str]:
    from atenda.cases.reconciling import mend, reconcile  # noqa: PLC0415  the desk's tables, for this one only
    from atenda.figures.reconciling import differing_days, differing_parts, forgotten_interludes  # noqa: PLC0415
    from atenda.files.examining import miscounted  # noqa: PLC0415
    from atenda.searching.reconciling import drift  # noqa: PLC0415

    drifts = reconcile()
    yield from map(str, drifts)
    yield from mend(drifts)
    yield from map(str, forgotten_interludes())
    yield from map(str, differing_days(timezone.now()))
    yield from map(str, differing_parts())
    yield from miscounted()
    yield from drift()


def _files() -> Iterator[str]:
    from atenda.files import examining  # noqa: PLC0415  the desk's tables, for this one only

    yield from examining.missing()
    yield from examining.waiting()


def _fetching() -> Iterator[str]:
    from atenda.mailboxes.standing import findings  # noqa: PLC0415  the desk's tables, for this one only

    return findings()


def _mail_server(environment: Environment) -> Iterator[str]:
    """Only while the desk is at work: else it rests like all the others."""
    from atenda.intake.standing import Listener, listener  # noqa: PLC0415  the desk's tables, for this one only
    from atenda.notices.health import SILENCE, worker_seen  # noqa: PLC0415

    now = timezone.now()
    worker, (state, seen) = worker_seen(), listener(environment.mail_in, now)
    if state == Listener.SILENT and worker is not None and now - worker <= SILENCE:
        when = f"since {seen:%Y-%m-%d %H:%M}" if seen else "at all"
        yield f"Our own mail server has not been at work {when}: run `atenda mail-in`, or set ATENDA_MAIL_PORT=off."


def _filing() -> Iterator[str]:
    from atenda.intake.standing import findings  # noqa: PLC0415  the desk's tables, for this one only

    return findings()


def _webhooks() -> Iterator[str]:
    from atenda.webhooks.standing import findings  # noqa: PLC0415  the desk's tables, for this one only

    yield from findings()


def _breaks() -> Iterator[str]:
    from atenda.history.chain import verify  # noqa: PLC0415  the desk's tables, for this one only
    from atenda.history.ledger_checks import broken_anchors  # noqa: PLC0415

    yield from broken_anchors()
    for found in verify():
        yield f"event {found.event_id} of history does not hold: {found.why}."


def _mails() -> Iterator[str]:
    from atenda.intake.ledger import breaks  # noqa: PLC0415  the desk's tables, for this one only

    yield from breaks(timezone.now())


def _loose_links() -> Iterator[str]:
    """Quicker than `_breaks`, which the worker does every night: the bytes have been compared already."""
    from atenda.history.chain import verify_links_and  # noqa: PLC0415  the desk's tables, for this one only
    from atenda.history.ledger_checks import broken_anchors  # noqa: PLC0415

    yield from broken_anchors()
    for found in verify_links_and(STREAMS):
        yield f"event {found.event_id} of history does not hold: {found.why}."


# What a restored copy is looked at with, and what is said meanwhile.
LOOKS_INSIDE = {
    "Looking for files on record.": _files,
    "Walking through history.": _loose_links,
    "Adding up what is counted.": _differences,
}
