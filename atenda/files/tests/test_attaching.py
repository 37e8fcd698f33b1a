"""Verbs of files: what they do, what they refuse, what they record, and that repeating them is harmless."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from atenda.cases.models import Case
from atenda.conversations.models import Note
from atenda.conversations.noting import note
from atenda.files import attaching, events, reviewing, storage, sweeping
from atenda.files.counting import Counts, counts_of, differences
from atenda.files.examining import missing
from atenda.files.models import Attachment, Content, FileCount, Review, Upload
from atenda.files.refusals import EmptyFile, NeedsReason, NotHere
from atenda.files.worklists import block_of
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

LATER = NOW + timedelta(days=31)


@pytest.fixture
def case(acme: Cast) -> Case:
    return make.case()


def kinds(case: Case) -> list[str]:
    return list(Event.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))[1:]


def on_disk(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_the_same_content_is_kept_once_whatever_it_is_called(acme: Cast, case: Case, folder: Path) -> None:
    make.file(case, b"igual", "a.txt")
    make.file(case, b"igual", "b.txt")
    make.file(make.case(), b"igual", "c.txt")
    content = Content.objects.get()
    assert on_disk(folder) == [bytes(content.digest).hex()]
    assert storage.path_of(content).read_bytes() == b"igual"
    assert storage.path_of(content).stat().st_mode & 0o777 == 0o600


def test_two_organizations_share_no_content(acme: Cast, other: Cast, case: Case, folder: Path) -> None:
    make.file(case, b"igual")
    with inside(other.organization):
        make.file(make.case(), b"igual")
        assert Content.objects.count() == 1
    assert Content.objects.count() == 1
    assert len(on_disk(folder)) == 2


def test_each_deed_is_recorded_and_the_chain_holds(acme: Cast, case: Case) -> None:
    file = make.file(case, by=acme.agent)
    attaching.remove(file, by=acme.agent, now=NOW)
    attaching.remove(file, by=acme.agent, now=NOW)
    attaching.restore(file, by=acme.agent, now=NOW)
    attaching.restore(file, by=acme.agent, now=NOW)
    reviewing.review(file, to=Review.VALID, by=acme.supervisor, now=NOW)
    reviewing.review(file, to=Review.VALID, by=acme.supervisor, now=NOW)
    told = [events.ADDED, events.REMOVED, events.RESTORED, events.ACCEPTED]
    assert kinds(case) == [kind.name for kind in told]
    assert list(verify()) == []


def test_the_four_figures_follow_every_deed(acme: Cast, case: Case) -> None:
    one, two, three = (make.file(case, name=name) for name in ("a.txt", "b.txt", "c.txt"))
    assert counts_of([case.pk]) == Counts(total=3, pending=3)
    reviewing.review(one, to=Review.VALID, by=acme.supervisor, now=NOW)
    reviewing.review(two, to=Review.REJECTED, reason="Non se le", by=acme.supervisor, now=NOW)
    assert counts_of([case.pk]) == Counts(total=3, pending=1, valid=1, rejected=1)
    attaching.remove(three, by=acme.agent, now=NOW)
    assert counts_of([case.pk]) == Counts(total=2, valid=1, rejected=1)
    assert differences() == []
    FileCount.objects.filter(case=case).update(valid=7)
    assert differences() == [f"the files of case {case.folio} are counted wrongly."]


def test_a_rejection_needs_a_reason_and_the_engine_holds_it(acme: Cast, case: Case) -> None:
    file = make.file(case)
    with pytest.raises(NeedsReason):
        reviewing.review(file, to=Review.REJECTED, reason="  ", by=acme.supervisor, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=file.pk).update(review=Review.REJECTED)
    reviewing.review(file, to=Review.REJECTED, reason="Non se le", by=acme.supervisor, now=NOW)
    reviewing.review(file, to=Review.PENDING, by=acme.supervisor, now=NOW)
    file.refresh_from_db()
    assert (file.review, file.reason, file.reviewed_by, file.reviewed_at) == (Review.PENDING, "", None, None)


def test_the_same_sending_is_one_file(acme: Cast, case: Case) -> None:
    key = uuid4()
    first, again = make.file(case, key=key), make.file(case, key=key)
    assert first.pk == again.pk
    assert kinds(case) == ["file.added"]


def test_what_was_refused_at_the_door_is_not_kept(acme: Cast, case: Case) -> None:
    received = make.received()
    received.refusal = EmptyFile()
    with pytest.raises(EmptyFile):
        attaching.attach(case, received, by=acme.agent, now=NOW)
    assert not Attachment.objects.exists()


def test_uploads_of_others_of_other_cases_and_of_other_forms_are_not_there(acme: Cast, case: Case) -> None:
    """3.31: ids sent by the page are looked up among one's own, in that very form."""
    mine = attaching.put_down(make.received(), by=acme.agent, now=NOW, case=case)
    elsewhere = attaching.put_down(make.received(b"2"), by=acme.agent, now=NOW, case=make.case())
    theirs = attaching.put_down(make.received(b"3"), by=acme.colleague, now=NOW, case=case)
    form = uuid4()
    for_new = attaching.put_down(make.received(b"4"), by=acme.agent, now=NOW, submission=form)
    assert attaching.uploads_of([mine.pk], by=acme.agent, case=case) == [mine]
    assert attaching.uploads_of([for_new.pk], by=acme.agent, submission=form) == [for_new]
    for stranger in (elsewhere, theirs, for_new):
        with pytest.raises(NotHere):
            attaching.uploads_of([mine.pk, stranger.pk], by=acme.agent, case=case)
    with pytest.raises(NotHere):
        attaching.uploads_of([for_new.pk], by=acme.agent, submission=uuid4())


def test_a_note_takes_its_files_with_it_in_one_event(acme: Cast, case: Case) -> None:
    upload = attaching.put_down(make.received(), by=acme.agent, now=NOW, case=case)
    written = note(case, body="Vai", by=acme.agent, now=NOW, files=[upload])
    assert Attachment.objects.get().note == written
    assert kinds(case) == ["note.added"]
    assert counts_of([case.pk]).total == 1
    assert block_of(case, counts_of([case.pk]), {case.pk: case.folio}).shown[0].name == "nota.txt"


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_takes_its_file_once_and_the_second_is_told(acme: Cast, case: Case) -> None:
    """Both looked at what waits before either was saved."""
    upload = attaching.put_down(make.received(), by=acme.agent, now=NOW, case=case)
    both = Barrier(2)

    def send(_which: int) -> str:
        try:
            with inside(acme.organization):
                files = attaching.uploads_of([upload.pk], by=acme.agent, case=case)
                both.wait(20)
                note(Case.objects.get(pk=case.pk), body="Vai", by=acme.agent, now=NOW, files=files)
        except Exception as error:
            return type(error).__name__
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as desks:
        assert sorted(desks.map(send, range(2))) == ["", "NotHere"]
    assert (Attachment.objects.count(), Note.objects.count()) == (1, 1)


def test_the_bin_is_emptied_after_thirty_days_and_the_bytes_go(acme: Cast, case: Case, folder: Path) -> None:
    file, kept = make.file(case, b"vaise"), make.file(case, b"queda")
    storage.page_of(file.content, 0).write_bytes(b"drawn")
    attaching.remove(file, by=acme.agent, now=NOW)
    sweeping.sweep(NOW + timedelta(days=29))
    assert Attachment.objects.count() == 2
    assert sweeping.sweep(LATER) == 1
    assert sweeping.sweep(LATER) == 0
    assert list(Attachment.objects.all()) == [kept]
    assert on_disk(folder) == [bytes(kept.content.digest).hex()]
    assert list(missing()) == []


def test_content_in_the_bin_of_one_case_stays_for_another(acme: Cast, case: Case) -> None:
    file, same = make.file(case, b"igual"), make.file(make.case(), b"igual")
    attaching.remove(file, by=acme.agent, now=NOW)
    sweeping.sweep(LATER)
    assert storage.path_of(same.content).read_bytes() == b"igual"


def test_an_upload_whose_form_was_never_saved_goes_after_a_week(acme: Cast, case: Case, folder: Path) -> None:
    attaching.put_down(make.received(), by=acme.agent, now=NOW, case=case)
    sweeping.sweep(NOW + timedelta(days=6))
    assert Upload.objects.exists()
    sweeping.sweep(NOW + timedelta(days=8))
    assert not Upload.objects.exists()
    assert on_disk(folder) == []


def test_doctor_names_what_is_missing_and_what_was_cut_short(acme: Cast, case: Case) -> None:
    gone, cut = make.file(case, b"vaise", "vaise.txt"), make.file(case, b"cortado", "cortado.txt")
    storage.path_of(gone.content).unlink()
    storage.path_of(cut.content).write_bytes(b"cor")
    absent, altered = missing()
    assert "1 files are on record but not on the disk (vaise.txt)" in absent
    assert "(cortado.txt)" in altered
    make.file(case, b"vaise", "outra vez.txt")
    assert storage.path_of(gone.content).read_bytes() == b"vaise"
