"""Intend, claim, act, confirm; after a doubt, look first: how a change outside is made once.

This is the only module that lets a client write. A kill at any point leaves a row from which the
next run finishes: an intent is claimed again; a claim whose lease has ended, and a doubt whose
settle time has passed, are *looked for* at the vendor before anything is sent a second time.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from clients.errors import ClientError, Denied, LeaseLost, OutcomeUnknown
from clients.http import before_send
from ledger import effects as rows
from ledger import effects_end as ends
from ledger import effects_seen as seen
from ledger.models import Effect, EffectKind, EffectState
from tasks.outside import outside

REFUSED_SECONDS = 3600.0
"""So long a refusal of what every run would try again is taken for an answer (our clock)."""
FAILED = (EffectState.REFUSED, EffectState.ABANDONED)
"""It came to nothing, and may be decided anew."""
ENDED = (EffectState.DONE, *FAILED)
"""Nothing more happens to it."""


class Ended(StrEnum):
    """How an attempt to carry out an effect ended."""

    DONE = "done"
    """It stands at the vendor, now or already before."""
    WAITING = "waiting"
    """Another run holds it, or its outcome is not known yet: the next run takes it up."""
    REFUSED = "refused"
    """The vendor understood and said no."""
    ABANDONED = "abandoned"
    """It did not happen, and what it decided is out of date."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an effect: the vendor's id when it stands, the reason when it does not."""

    ended: Ended
    vendor_id: str | None = None
    because: str = ""
    fresh: bool = False
    """This run did it (False: it was found standing)."""
    error: ClientError | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """A change we mean to make outside.

    Attributes:
        key: Names the decision (this order's sale, this batch), never the run or the attempt.
        subject: What a person calls it, e.g. ``uk #1001``.
        detail: What was decided, as JSON; a later run acts on what stands in the ledger.
        act: Does it and returns the vendor's id.
        look: Finds it at the vendor by its natural key: its id, or None when it is not there.
        looks: How often not finding it must be seen before it is done again: 2 where the vendor
            has no key to refuse a double.
        again: False when, once in doubt and not found, it is to be given up rather than done
            again, because a newer read decides anew (stock counts).
        look_first: True when it may stand at the vendor although this ledger never did it: it is
            older than the ledger, or the ledger was lost.
    """

    kind: EffectKind
    key: str
    subject: str
    detail: dict[str, Any]
    act: Callable[[Effect], Awaitable[str]]
    look: Callable[[Effect], Awaitable[str | None]]
    token: str | None = None
    looks: int = 1
    again: bool = True
    look_first: bool = False


async def carry_out(deed: Deed) -> Outcome:
    """Make the change once, however often this is called and by however many runs.

    Raises:
        ClientError: A transient trouble before anything was sent (throttled, no connection, a
            look that failed), or credentials that a person has to mend; the row is as it was, so
            the step may be tried again.
    """
    world = outside()
    row = rows.intend(
        world.ledger,
        deed.kind,
        deed.key,
        subject=deed.subject,
        detail=deed.detail,
        token=deed.token,
        now=world.now(),
    )
    if row.state is EffectState.DONE:
        return Outcome(Ended.DONE, row.vendor_id, "done before")
    if row.state is EffectState.REFUSED:
        return Outcome(Ended.REFUSED, because=row.because or "refused before")
    if row.state is EffectState.ABANDONED:
        return Outcome(Ended.ABANDONED, because=row.because or "given up before")
    claim = rows.claim(
        world.ledger, deed.kind, deed.key, world.owner, world.now(), world.lease_seconds
    )
    if claim is None:
        return Outcome(Ended.WAITING, because="held by another run, or not to be looked at yet")
    if claim.must_look:
        found = await _look(deed, claim.effect, claim.looks)
        if found is not None:
            return found
    elif deed.look_first:
        because = "it stood at the vendor before this ledger"
        found = await _found(deed, claim.effect, because)
        if found is not None:
            return found
    return await _act(deed, claim.effect)


async def _look(deed: Deed, row: Effect, looks: int) -> Outcome | None:
    """Ask the vendor; None when it is certain that nothing stands there and we may act."""
    world = outside()
    found = await _found(deed, row, "found at the vendor after a doubt")
    if found is not None:
        return found
    if not deed.again:
        because = "in doubt, and not there: the next read decides anew"
        ends.abandon(world.ledger, deed.kind, deed.key, world.owner, because, world.now())
        return Outcome(Ended.ABANDONED, because=because)
    if looks + 1 < deed.looks:
        due = _after_settle(world.now())
        ends.looked(world.ledger, deed.kind, deed.key, world.owner, due, world.now())
        return Outcome(Ended.WAITING, because=f"not found at the first look; again after {due}")
    return None


async def _found(deed: Deed, row: Effect, because: str) -> Outcome | None:
    """Ask the vendor once; confirmed if it stands there, None if not."""
    world = outside()
    try:
        vendor_id = await deed.look(row)
    except BaseException:
        ends.release(world.ledger, deed.kind, deed.key, world.owner, world.now())
        raise
    if vendor_id is None:
        return None
    ends.confirm(world.ledger, deed.kind, deed.key, world.owner, vendor_id, world.now())
    return Outcome(Ended.DONE, vendor_id, because)


async def _act(deed: Deed, row: Effect) -> Outcome:
    world = outside()
    fence = before_send.set(lambda: _hold(deed))
    try:
        vendor_id = await deed.act(row)
    except LeaseLost:
        return Outcome(Ended.WAITING, because="another run took it over before it was sent")
    except OutcomeUnknown as error:
        due = _after_settle(world.now())
        ends.doubt(world.ledger, deed.kind, deed.key, world.owner, due, str(error), world.now())
        return Outcome(Ended.WAITING, because=f"outcome unknown, looked for after {due}")
    except ClientError as error:
        if error.transient or isinstance(error, Denied):
            ends.release(world.ledger, deed.kind, deed.key, world.owner, world.now())
            raise
        ends.refuse(world.ledger, deed.kind, deed.key, world.owner, str(error), world.now())
        return Outcome(Ended.REFUSED, because=str(error), error=error)
    finally:
        before_send.reset(fence)
    ends.confirm(world.ledger, deed.kind, deed.key, world.owner, vendor_id, world.now())
    return Outcome(Ended.DONE, vendor_id, "done", fresh=True)


def attempt(kind: EffectKind, subject: str) -> int:
    """The number of a decision that may come again: 1, and one more for each that has ended.

    To be computed before the read that decides, so that what another run does meanwhile is this
    same decision.
    """
    earlier = seen.by_subject(outside().ledger, subject, kind)
    return sum(row.state in ENDED for row in earlier) + 1


def generation_of(kind: EffectKind, subject: str) -> str:
    """A key for a decision that may come again, such as stocking an item somebody unstocked.

    The subject and a number: as long as one is under way every run gets the same key, and once it
    has ended the next decision is a new one.
    """
    return f"{subject} #{attempt(kind, subject)}"


def key_after_refusals(kind: EffectKind, key: str, subject: str) -> str:
    """The key of what is done once, or of its next attempt after the vendor refused it.

    A refusal proves that nothing happened, and its cause may be mended by now; so the decision is
    taken anew, with what it says now.
    """
    earlier = seen.by_subject(outside().ledger, subject, kind)
    refused = sum(row.state is EffectState.REFUSED for row in earlier)
    return f"{key} #{refused + 1}" if refused else key


def key_after_failures(kind: EffectKind, key: str, subject: str) -> str:
    """The key of one of several things about a subject, or of its next attempt.

    As ``key_after_refusals``, but only what bears this key counts, and what was given up, too.
    """
    earlier = seen.by_subject(outside().ledger, subject, kind)
    failed = sum(row.state in FAILED and _is_of(row, key) for row in earlier)
    return f"{key} #{failed + 1}" if failed else key


def refused_lately(kind: EffectKind, subject: str, key: str | None = None) -> str | None:
    """Why the vendor refused this not long ago, if it did: it need not be asked at every run.

    Args:
        kind: Of the change.
        subject: What it is about.
        key: Of one of several things about it, without the number of the attempt; None for all.
    """
    world = outside()
    earlier = seen.by_subject(world.ledger, subject, kind)
    mine = [row for row in earlier if key is None or _is_of(row, key)]
    if not mine or mine[-1].state is not EffectState.REFUSED or mine[-1].done_at is None:
        return None
    age = (world.now() - mine[-1].done_at).total_seconds()
    return (mine[-1].because or "refused before") if age < REFUSED_SECONDS else None


def _is_of(row: Effect, key: str) -> bool:
    """Whether an effect is an attempt at what bears this key."""
    return row.key.partition(" #")[0] == key


def _hold(deed: Deed) -> None:
    """Renew the lease right before sending; a run that was overtaken sends nothing."""
    world = outside()
    if not rows.renew(
        world.ledger, deed.kind, deed.key, world.owner, world.now(), world.lease_seconds
    ):
        raise LeaseLost("the lease has ended", system="ledger", operation=deed.kind.value)


def _after_settle(now: datetime) -> datetime:
    return now + timedelta(seconds=outside().settle_seconds)
