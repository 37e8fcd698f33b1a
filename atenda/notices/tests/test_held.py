"""0 mails leave a restored copy, whatever is due in it, until it is released (6.35)."""

from __future__ import annotations

from datetime import time, timedelta

from atenda.cases.models import Case
from atenda.notices.delivery import deliver
from atenda.notices.mail_server import send_test
from atenda.notices.models import Mail, MailState, News, Notice, Preference
from atenda.notices.sweeping import sweep
from atenda.notices.tests.postbox import Postbox
from atenda.notices.tests.test_delivery import a_mail
from atenda.server import holding
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

LATER = NOW + timedelta(days=2)


def everything_due(acme: Cast, case: Case) -> None:
    """A mail that waits, one whose words were leaving, one put off, news nobody told, a digest, a try of the server."""
    a_mail("agarda@cliente.example")
    leaving = a_mail("saindo@cliente.example")
    Mail.objects.filter(pk=leaving.pk).update(state=MailState.SENDING)
    put_off = a_mail("despois@cliente.example")
    Mail.objects.filter(pk=put_off.pk).update(reason="later", due_at=NOW + timedelta(hours=1))
    Preference.objects.create(agent=acme.agent, digest=True, digest_at=time(8), digest_due_at=NOW)
    Notice.objects.create(agent=acme.agent, case=case, kind="edited", at=NOW, in_digest=True, told=[])
    send_test(to=acme.admin, now=NOW)
    assert News.objects.filter(told_at=None).exists()


def test_nothing_leaves_a_held_copy_and_all_of_it_after(acme: Cast, case: Case, postbox: Postbox) -> None:
    everything_due(acme, case)
    holding.begin(backup_at=NOW, now=NOW)
    make.case(by=acme.agent, responsible=acme.colleague)
    for hours in range(0, 48, 6):
        sweep(NOW + timedelta(hours=hours))
        assert not deliver(now=NOW + timedelta(hours=hours))
    assert (postbox.connections, postbox.arrived) == (0, [])
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.WAITING, MailState.SENDING}
    holding.let_go(acme.organization, now=LATER)
    for hours in range(4):
        sweep(LATER + timedelta(hours=hours))
        deliver(now=LATER + timedelta(hours=hours))
    assert {"agarda@cliente.example", "saindo@cliente.example", "despois@cliente.example"} <= set(postbox.addresses)
    assert not Mail.objects.exclude(state=MailState.SENT).exists()
