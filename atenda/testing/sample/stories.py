"""How a case goes: who opens it, who takes it, what is written, whether it waits, closes, comes back or stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random

from atenda.cases.models import Importance, Lifecycle
from atenda.importing.fast.loading import FastPath
from atenda.importing.fast.telling import Known, Told
from atenda.staff.models import Agent
from atenda.testing.sample import phrases
from atenda.testing.sample.days import is_desk_open, promised, working
from atenda.testing.sample.house import ADMINISTRATOR, DESK, ROUTES, House
from atenda.testing.sample.lists import CREDITED, DELIVERY, MONEY, ORDERS, QUALITY, REPLACED, choose
from atenda.testing.sample.subjects import SUBJECTS
from atenda.testing.sample.subjects.kinds import Subject, Wording
from atenda.testing.sample.words import Blanks, drawing

SOURCES = {"phone": 50, "email": 26, "web": 12, "chat": 6, "in_person": 4, "other": 2}
REASONS = {"Solucionado": 52, "Solicitud atendida": 26, "El cliente aceptó la solución": 14}
# by type, instead of the general ones now and then
ENDINGS = {ORDERS: (REPLACED, CREDITED), DELIVERY: (REPLACED, CREDITED), QUALITY: (CREDITED,), MONEY: (CREDITED,)}
CANCELLED = {"Lo cancela el cliente": 5, "Duplicado de otro caso": 4, "Abierto por error": 1}
HOW_MUCH = ((5, 5, 1, 0), (2, 6, 3, 0), (0, 3, 6, 2))  # importances, by urgency
DUE_IN = {-6: 3, -3: 4, -2: 5, -1: 8, 0: 16, 1: 18, 2: 12, 3: 9, 5: 8, 8: 6, 14: 4}  # days, of what is still to do
SILENCE = "El cliente dejó de responder"
STAY_OPEN = ((1, 0.75), (3, 0.65), (7, 0.55), (14, 0.44), (30, 0.3), (60, 0.18), (120, 0.08), (250, 0.02))

# minutes of work before it, and what is done
Step = tuple[float, Callable[[datetime], object]]


@dataclass(frozen=True)
class Caller:
    """Who has the problem: a contact, an account or both, and what the story must know of them."""

    contact: Known | None
    account: Known | None
    first_name: str
    town: str
    language: str


class Narrator:
    """Tells cases one after the other; what happens after `now` has not happened."""

    def __init__(self, random: Random, fast: FastPath, house: House, now: datetime) -> None:
        self.random, self.fast, self.house, self.now = random, fast, house, now
        # apart, so that the stories stay what they were
        self.lots, self.promises = Random(house.organization.slug), Random(f"{house.organization.slug}, promises")
        self.lists = choose(house.agents[ADMINISTRATOR.email], now - timedelta(days=700))

    def tell(self, caller: Caller, at: datetime, *, at_length: bool = False) -> Told:
        """A case from its opening until it is solved, or until now."""
        subject = self.random.choices(SUBJECTS, [each.weight for each in SUBJECTS])[0]
        story = Story(self, subject, caller, at)
        steps = list(story.steps(at_length=at_length))
        if self.random.random() < _staying_open(self.now - at):
            steps = story.cut_short(steps)
        elif not at_length and self.lots.random() < 0.025:
            steps = story.called_off(steps)
        moment = at
        for minutes, deed in steps:
            moment = working(moment, minutes)
            if moment > self.now:
                break
            deed(moment)
        story.promise(moment)
        return story.case


class Story:
    """One case being told."""

    def __init__(self, narrator: Narrator, subject: Subject, caller: Caller, at: datetime) -> None:
        self.fast, self.random, self.subject = narrator.fast, narrator.random, subject
        self.lists, self.lots, self.narrator, self.at = narrator.lists, narrator.lots, narrator, at
        house, random = narrator.house, narrator.random
        crew = house.members[subject.team]
        self.supervisor = house.supervisor_of(subject.team)
        self.owner, self.helper = random.sample([agent for agent in crew if agent != self.supervisor], 2)
        self.blanks = Blanks(
            random,
            at=at,
            name=caller.first_name,
            town=caller.town,
            colleague=self.helper.name.split()[0],
            driver=random.choice(house.members[ROUTES]).name.split()[0],
            from_the_sea=subject.from_the_sea,
        )
        self.speaks, self.solution = house.speaks, ""
        self.finding = drawing(random, len(subject.es.findings))
        self.talk = drawing(random, len(phrases.TALKING["es"]))
        self.is_quick = subject.category in ("Consulta", "Solicitud") and random.random() < 0.25
        self.case = self._open(caller, random.choice(house.members[DESK]))

    def _open(self, caller: Caller, taker: Agent) -> Told:
        random, subject, lists, language = self.random, self.subject, self.lists, caller.language
        at_desk = is_desk_open(self.at)
        source = random.choices(list(SOURCES), list(SOURCES.values()))[0] if at_desk else None
        wording = subject.wording(language)
        if self.is_quick:
            self.owner = taker
        is_assigned = at_desk and (self.is_quick or random.random() < 0.55)
        title, telling = subject.title_and_telling(random)
        urgency = random.choices(range(3), subject.urgency)[0]
        closing = random.choice(phrases.CLOSINGS[language])
        description = "" if telling is None else f"{wording.tellings[telling]} {closing}".strip()
        return self.fast.open_case(
            reference=self.blanks.fill(wording.references[title], language),
            description=self.blanks.fill(description, language),
            contact=caller.contact,
            account=caller.account,
            type=lists.types[subject.type],
            category=lists.categories[subject.category] if random.random() < 0.95 or self._needs("category") else None,
            priority=lists.priorities[urgency],
            importance=self._importance(urgency),
            responsible=self.owner if is_assigned else None,
            team=self.narrator.house.teams[subject.team],
            source=lists.sources[source or random.choice(["email", "web"])],
            due_at=self._first_deadline(),
            tags=random.sample(lists.tags, random.choice([1, 1, 2])) if random.random() < 0.15 else (),
            campaign=lists.campaigns[self.at.month in (6, 7, 8)] if self._has("campaign") else None,
            by=taker if at_desk else None,
            now=self.at,
        )

    def _first_deadline(self) -> datetime | None:
        """Now and then the customer is told by when."""
        promises = self.narrator.promises
        if promises.random() > 0.22:
            return None
        due = working(self.at, self.subject.hours * 60 * promises.uniform(1, 4))
        return due.replace(minute=due.minute // 30 * 30, second=0)

    def promise(self, at: datetime) -> None:
        """Of what somebody works on still, a deadline near today; some of them are past."""
        promises, now = self.narrator.promises, self.narrator.now
        is_wanted = self.case.due_at is not None or promises.random() < 0.55
        due = promised(promises, now, promises.choices(list(DUE_IN), list(DUE_IN.values()))[0])
        if self.case.is_pending and self.case.assignees and is_wanted and at > self.at and due > at:
            by = self.supervisor if promises.random() < 0.3 else self._author()
            self.fast.edit(self.case, by=by, now=min(at + timedelta(minutes=3), now), due_at=due)

    def _needs(self, field: str) -> bool:
        return self.lists.asks(self.subject.type, field, "at_opening")

    def _has(self, field: str) -> bool:
        return self.lists.asks(self.subject.type, field, "shown")

    def _importance(self, urgency: int) -> Importance | None:
        """How much depends on it goes with how soon, more or less; not everybody fills it in."""
        if not self._has("importance") or (not self._needs("importance") and self.lots.random() < 0.2):
            return None
        return self.lots.choices(self.lists.importances, HOW_MUCH[urgency])[0]

    def steps(self, *, at_length: bool) -> Iterator[Step]:
        """What is done, with the working minutes that pass before."""
        random = self.random
        if self.is_quick:
            yield random.uniform(2, 12), self._note(phrases.RESOLVED_AT_ONCE)
            yield random.uniform(0.5, 3), self._close
            return
        if not self.case.assignees:
            yield random.uniform(4, 110), self._assign
        pace = self.subject.hours * 60 * exp(random.gauss(0, 0.8)) / 4
        if random.random() < 0.8:
            yield random.expovariate(1 / 40), self._move(Lifecycle.WORKING)
        talks = random.randint(24, 58) if at_length else random.choice([0, 1, 1, 2, 2, 3, 4])
        for _ in range(talks):
            yield random.expovariate(1 / pace), self._say_something
        if at_length or random.random() < 0.06:
            yield random.expovariate(1 / pace), self._change_something
        if random.random() < 0.28:
            yield random.expovariate(1 / pace), self._note(phrases.WAITING)
            yield 0.7, self._move(Lifecycle.WAITING)
            yield pace * random.uniform(1, 6), self._note_talk
            yield 2.0, self._move(Lifecycle.WORKING)
        if random.random() < 0.7:
            yield random.expovariate(1 / pace), self._finding
        yield pace * random.uniform(0.3, 1.2), self._outcome
        yield random.uniform(0.3, 30), self._close
        if random.random() < 0.055:
            yield random.uniform(300, 3200), self._note(phrases.COMING_BACK)
            yield 0.4, self._reopen
            yield pace * random.uniform(0.5, 2), self._note_talk
            yield pace, self._close

    def cut_short(self, steps: list[Step]) -> list[Step]:
        """The story so far, of a case that is still open: fresh ones untouched, older ones begun or waiting."""
        random, age = self.random, self.narrator.now - self.at
        if age < timedelta(days=2) and random.random() < 0.7:
            return steps[: random.choice([0, 0, 1])]
        if age > timedelta(days=30) and random.random() < 0.12:
            return []  # nobody ever took it
        begun = steps[: random.randint(1, max(len(steps) - 4, 1))]
        begun = begun[:-1] if self.is_quick else begun
        if random.random() < 0.3:
            begun += [(45, self._note(phrases.WAITING)), (0.6, self._move(Lifecycle.WAITING))]
        return begun

    def called_off(self, steps: list[Step]) -> list[Step]:
        """The beginning of it; then it need not be solved any more."""
        return [*steps[: self.lots.randint(1, 3)], (self.lots.uniform(5, 200), self._cancel)]

    def _note(self, options: dict[str, list[str]]) -> Callable[[datetime], object]:
        return lambda at: self._write(self._author(), lambda language: self.random.choice(options[language]), at)

    def _note_talk(self, at: datetime) -> None:
        place = self.talk()
        spoken = place in phrases.SPOKEN
        self._write(self._author(), lambda language: phrases.TALKING[language][place], at, spoken=spoken)

    def _finding(self, at: datetime) -> None:
        place = self.finding()
        self._write(self._author(), lambda language: self._wording(language).findings[place], at)

    def _outcome(self, at: datetime) -> None:
        place = self.random.randrange(len(self.subject.es.outcomes))
        self.solution = self._write(self._author(), lambda language: self._wording(language).outcomes[place], at)

    def _close(self, at: datetime) -> None:
        """With what solved it, and why; now and then because nobody answered any more."""
        random, reasons = self.random, self.lists.reasons
        reason = random.choices([*REASONS, SILENCE], [*REASONS.values(), 8 if self.solution else 0])[0]
        if reason != SILENCE and self.subject.type in ENDINGS and self.lots.random() < 0.45:
            reason = self.lots.choice(ENDINGS[self.subject.type])
        self.fast.move(
            self.case,
            to=self.lists.states[Lifecycle.CLOSED],
            reason=reasons[reason],
            solution=None if reason == SILENCE else self.solution or None,
            by=self._author(),
            now=at,
        )

    def _cancel(self, at: datetime) -> None:
        """It need not be solved any more."""
        reason = self.lots.choices(list(CANCELLED), list(CANCELLED.values()))[0]
        to = self.lists.states[Lifecycle.CANCELLED]
        self.fast.move(self.case, to=to, reason=self.lists.reasons[reason], by=self._author(), now=at)

    def _say_something(self, at: datetime) -> None:
        drawn = self.random.random()
        if drawn < 0.55:
            self._finding(at)
        elif drawn < 0.92:
            self._note_talk(at)
        else:
            self._write(self.supervisor, lambda language: self.random.choice(phrases.NUDGES[language]), at)

    def _change_something(self, at: datetime) -> None:
        """More urgent, somebody else's, or two heads on it."""
        high = self.lists.priorities[-1]
        if self.case.priority != high and self.random.random() < 0.5:
            self.fast.edit(self.case, by=self._author(), now=at, priority=high)
        elif self.random.random() < 0.5:
            self.fast.assign(self.case, responsible=self.owner, others=[self.helper], by=self.supervisor, now=at)
        else:
            self.fast.assign(self.case, responsible=self.helper, by=self._author(), now=at)

    def _assign(self, at: datetime) -> None:
        by = self.supervisor if self.random.random() < 0.4 else self.owner
        self.fast.assign(self.case, responsible=self.owner, by=by, now=at)

    def _move(self, to: Lifecycle) -> Callable[[datetime], None]:
        return lambda at: self.fast.move(self.case, to=self.lists.states[to], by=self._author(), now=at)

    def _reopen(self, at: datetime) -> None:
        self.fast.reopen(self.case, by=self._author(), now=at)

    def _author(self) -> Agent:
        return self.case.responsible or self.owner

    def _write(self, author: Agent, phrase: Callable[[str], str], at: datetime, *, spoken: bool = False) -> str:
        language = self.speaks[author.pk]
        body = self.blanks.fill(phrase(language), language)
        self.fast.note(self.case, body=body, by=author, now=at, spoken=spoken)
        return body

    def _wording(self, language: str) -> Wording:
        return self.subject.wording(language)


def _staying_open(age: timedelta) -> float:
    return next((chance for days, chance in STAY_OPEN if age < timedelta(days=days)), 0.0)
