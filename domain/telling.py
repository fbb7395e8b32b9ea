"""What people are told: which conditions share a message, and its words.

A condition has one message an episode. Many new ones of a class at once share one, and what a
condition turns into (low stock into sold out) stays in the message that told of it. Words are in
Slack's mark-up; whatever comes from outside is escaped, so that no product's name calls a channel.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.alerts import HEIRS

LISTED = 10
"""Conditions that a gathered message names; of the rest it says the number."""
NAMED = 5
"""Things that a sentence names; of the rest it says the number."""
LONGEST_SENTENCE = 300
LONGEST_LINE = 150
"""Characters of an outside sentence, before escaping; a whole message stays below 4,000."""
DETAILS_EVERY = timedelta(minutes=30)
"""How often a message changes in place only to say how often and when a condition was met."""
BURST = "burst|"
"""How the key of a gathered message begins."""
ENDED = "✅ "
OPEN = "⚠️ "


PERSON = re.compile(r"^<@[UW][A-Z0-9]+>$")
"""Somebody in Slack, as a click names them; any other name is outside text."""
SETTLED_BY = "settled by "


@dataclass(frozen=True, slots=True)
class Link:
    """Where to look at something; both parts are ours, not outside text."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One episode of a trouble, as the ledger has it; times are aware UTC.

    ``ended`` is true when the trouble is over, or has come back since as another episode. ``again``
    tells it from its message of before: it was put off, and is told anew.
    """

    key: str
    kind: str
    subject: str
    episode: int
    what: str
    todo: str
    since: datetime
    last_seen: datetime
    count: int
    ended: bool = False
    snoozed: bool = False
    because: str = ""
    ended_at: datetime | None = None
    seen_by: str = ""
    until: datetime | None = None
    links: tuple[Link, ...] = ()
    again: str = ""

    @property
    def answer(self) -> str:
        """What people have answered to it, to tell whether its words say so."""
        return f"{self.seen_by} {clock(self.until) if self.snoozed else ''}".strip()


@dataclass(frozen=True, slots=True)
class NewMessage:
    """Conditions that are told for the first time, together, under this key."""

    key: str
    conditions: tuple[Condition, ...]


def named(things: Sequence[str]) -> str:
    """The first of them in a row, such as ``A, B and 3 more``."""
    more = f" and {len(things) - NAMED} more" if len(things) > NAMED else ""
    return ", ".join(things[:NAMED]) + more


def gather(new: Sequence[Condition], burst: int) -> list[NewMessage]:
    """Put new conditions into messages: more than ``burst`` of a class at once share one."""
    by_kind: dict[str, list[Condition]] = {}
    for one in new:
        by_kind.setdefault(one.kind, []).append(one)
    messages = []
    for kind, told in by_kind.items():
        if len(told) > burst:
            first = told[0]
            key = f"{BURST}{kind}|{first.subject}#{first.episode}{first.again}"
            messages.append(NewMessage(key, tuple(told)))
        else:
            messages += [NewMessage(f"{one.key}#{one.episode}{one.again}", (one,)) for one in told]
    return messages


def inherits_from(condition: Condition) -> tuple[str, ...]:
    """The keys of the conditions that this one may have grown out of; empty for most."""
    return tuple(f"{before}|{condition.subject}" for before in HEIRS.get(condition.kind, ()))


def worth_saying(
    said: Sequence[bool | None],
    conditions: Sequence[Condition],
    said_at: datetime,
    now: datetime,
    *,
    answered: bool = False,
) -> bool:
    """Whether other words are to be said now: an ending at once, mere details now and then.

    Of what is snoozed only the ending is worth a word.

    Args:
        said: Of each condition, whether the present words tell it as ended; None: not at all.
        conditions: The same as they are now.
        said_at: When the present words were put down.
        now: Our clock.
        answered: Whether somebody has answered since the present words.
    """
    if [one.ended for one in conditions] != list(said) or answered:
        return True
    awake = any(not one.ended and not one.snoozed for one in conditions)
    return awake and now - said_at >= DETAILS_EVERY


def words(conditions: Sequence[Condition]) -> str:
    """The whole text of a message that tells of these conditions, in the order they joined it."""
    if len({one.subject for one in conditions}) == 1:
        open_ones = [one for one in conditions if not one.ended]
        return _one(open_ones[-1] if open_ones else conditions[-1])
    return _many(conditions)


def _one(it: Condition) -> str:
    head = f"*{title(it.kind)}: {_fit(it.subject, LONGEST_LINE)}*"
    if it.ended:
        told = f"{_fit(it.what, LONGEST_SENTENCE)}\n" if it.what else ""
        until = f" to {clock(it.ended_at)}" if it.ended_at else ""
        because = _because(it.because or "it is over")
        return f"{ENDED}{head}\n{told}_Settled: {because} ({clock(it.since)}{until} UTC)._"
    return (
        f"{OPEN}{head}\n{_fit(it.what, LONGEST_SENTENCE)}\n"
        f"What to do: {_fit(it.todo, LONGEST_SENTENCE)}\n{_links(it)}_{_met(it)}_{_answered(it)}"
    )


def _many(conditions: Sequence[Condition]) -> str:
    still = [one for one in conditions if not one.ended]
    kind = title(conditions[0].kind)
    since = min(one.since for one in conditions)
    if not still:
        until = max((one.ended_at for one in conditions if one.ended_at), default=None)
        span = f"{clock(since)} to {clock(until)}" if until else f"since {clock(since)}"
        named = _listed(conditions, "all")
        return f"{ENDED}*{kind}: all {len(conditions)} settled* ({span} UTC)\n{named}"
    count = f"{len(still)} of {len(conditions)} still open"
    if len(still) == len(conditions):
        count = f"{len(still)} at once"
    told = [f"{OPEN}*{kind}: {count}*", _listed(still, "open")]
    todos = sorted({one.todo for one in still})
    advice = todos[0] if len(todos) == 1 else "see each one with `stocksteady exceptions list`."
    told.append(f"What to do: {_fit(advice, LONGEST_SENTENCE)}")
    told.append(f"_Since {clock(since)} UTC._")
    return "\n".join(told)


def _listed(conditions: Sequence[Condition], which: str) -> str:
    lines = []
    for one in conditions[:LISTED]:
        said = one.subject
        if which == "open":
            said = one.what if one.subject in one.what else f"{one.subject}: {one.what}"
        lines.append(f"• {_fit(said, LONGEST_LINE)}")
    more = len(conditions) - LISTED
    if more > 0:
        lines.append(f"… and {more} more: `stocksteady exceptions list`")
    return "\n".join(lines)


def _answered(it: Condition) -> str:
    """Who looks after it, and until when nobody wants to hear of it; empty while nobody does."""
    if not it.seen_by:
        return ""
    until = f", put off until {clock(it.until)} UTC" if it.snoozed and it.until else ""
    return f"\n👀 {person(it.seen_by)} has seen it{until}."


def _links(it: Condition) -> str:
    return " · ".join(f"<{link.url}|{link.label}>" for link in it.links) + "\n" if it.links else ""


def _because(text: str) -> str:
    """A reason; who settled it by a click is named so that Slack shows the name."""
    if text.startswith(SETTLED_BY):
        return f"{SETTLED_BY}{person(text.removeprefix(SETTLED_BY))}"
    return _fit(text, LONGEST_SENTENCE)


def person(name: str) -> str:
    """Somebody who answered: a mention when it was a click, else a name as it stands."""
    return name if PERSON.match(name) else _fit(name, LONGEST_LINE)


def _met(it: Condition) -> str:
    if it.count == 1:
        return f"Since {clock(it.since)} UTC."
    return f"Since {clock(it.since)} UTC, met {it.count} times, last {clock(it.last_seen)}."


def title(kind: str) -> str:
    """A class as a person reads it: ``unknown-sku`` is *Unknown SKU*."""
    said = " ".join("SKU" if part == "sku" else part for part in kind.split("-"))
    return escaped(said[:1].upper() + said[1:])


def clock(moment: datetime | None) -> str:
    """A time of day with its date; empty for none."""
    return f"{moment:%d %b %H:%M}" if moment else ""


def escaped(text: str) -> str:
    """Text that is no mark-up to Slack: it can't mention anybody, nor be a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _fit(text: str, longest: int) -> str:
    """One line of outside text, cut where it is too long, and only then escaped."""
    one_line = " ".join(text.split())
    cut = one_line if len(one_line) <= longest else f"{one_line[: longest - 1]}…"
    return escaped(cut)


__all__ = [
    "BURST",
    "Condition",
    "Link",
    "NewMessage",
    "clock",
    "escaped",
    "gather",
    "inherits_from",
    "person",
    "title",
    "words",
    "worth_saying",
]
