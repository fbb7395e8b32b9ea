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
        found = await _stands_already(deed, claim.effect)
        if found is not None:
            return found
    return await _act(deed, claim.effect)


async def _look(deed: Deed, row: Effect, looks: int) -> Outcome | None:
    """Ask the vendor; None when it is certain that nothing stands there and we may act."""
    world = outside()
    try:
        vendor_id = await deed.look(row)
    except BaseException:
        ends.release(world.ledger, deed.kind, deed.key, world.owner, world.now())
        raise
    if vendor_id is not None:
        ends.confirm(world.ledger, deed.kind, deed.key, world.owner, vendor_id, world.now())
        return Outcome(Ended.DONE, vendor_id, "found at the vendor after a doubt")
    if not deed.again:
        because = "in doubt, and not there: the next read decides anew"
        ends.abandon(world.ledger, deed.kind, deed.key, world.owner, because, world.now())
        return Outcome(Ended.ABANDONED, because=because)
    if looks + 1 < deed.looks:
        due = _after_settle(world.now())
        ends.looked(world.ledger, deed.kind, deed.key, world.owner, due, world.now())
        return Outcome(Ended.WAITING, because=f"not found at the first look; again after {due}")
    return None


async def _stands_already(deed: Deed, row: Effect) -> Outcome | None:
    """Ask the vendor before the first try; None when nothing stands there."""
    world = outside()
    try:
        vendor_id = await deed.look(row)
    except BaseException:
        ends.release(world.ledger, deed.kind, deed.key, world.owner, world.now())
        raise
    if vendor_id is None:
        return None
    ends.confirm(world.ledger, deed.kind, deed.key, world.owner, vendor_id, world.now())
    return Outcome(Ended.DONE, vendor_id, "it stood at the vendor before this ledger")


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


def generation_of(kind: EffectKind, subject: str) -> str:
    """A key for a decision that may come again, such as stocking an item somebody unstocked.

    The subject and a number: as long as one is under way every run gets the same key, and once it
    has ended the next decision is a new one.
    """
    earlier = seen.by_subject(outside().ledger, subject, kind)
    ended = (EffectState.DONE, EffectState.REFUSED, EffectState.ABANDONED)
    return f"{subject} #{sum(row.state in ended for row in earlier) + 1}"


def key_after_refusals(kind: EffectKind, key: str, subject: str) -> str:
    """The key of what is done once, or of its next attempt after the vendor refused it.

    A refusal proves that nothing happened, and its cause may be mended by now; so the decision is
    taken anew, with what it says now.
    """
    earlier = seen.by_subject(outside().ledger, subject, kind)
    refused = sum(row.state is EffectState.REFUSED for row in earlier)
    return f"{key} #{refused + 1}" if refused else key


def refused_lately(kind: EffectKind, subject: str) -> str | None:
    """Why the vendor refused this not long ago, if it did: it need not be asked at every run."""
    world = outside()
    earlier = seen.by_subject(world.ledger, subject, kind)
    if not earlier or earlier[-1].state is not EffectState.REFUSED or earlier[-1].done_at is None:
        return None
    age = (world.now() - earlier[-1].done_at).total_seconds()
    return (earlier[-1].because or "refused before") if age < REFUSED_SECONDS else None


def _hold(deed: Deed) -> None:
    """Renew the lease right before sending; a run that was overtaken sends nothing."""
    world = outside()
    if not rows.renew(
        world.ledger, deed.kind, deed.key, world.owner, world.now(), world.lease_seconds
    ):
        raise LeaseLost("the lease has ended", system="ledger", operation=deed.kind.value)


def _after_settle(now: datetime) -> datetime:
    return now + timedelta(seconds=outside().settle_seconds)
