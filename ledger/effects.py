"""Rows of effects and their transitions; each is one compare-and-set, taken by one run only.

    INTENDED --claim--> CLAIMED --confirm--> DONE
                        CLAIMED --doubt----> DOUBTFUL --claim (once due)--> CLAIMED, must look
                        CLAIMED, lease ended --claim by anybody-----------> CLAIMED, must look

An owner is a name that no other run ever bears. Once its lease has ended and somebody took the
effect over, nothing it says counts any more: every function here answers False and changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, or_, select, update
from sqlmodel import col

from ledger.columns import JsonObject
from ledger.effects_end import abandon, confirm, doubt, held, looked, refuse, release
from ledger.effects_seen import by_key, by_subject, due, export, named, reopen, to_look_at
from ledger.models_effects import Effect, EffectKind, EffectState
from ledger.store import Ledger

__all__ = [
    "Claim",
    "Effect",
    "EffectKind",
    "EffectState",
    "abandon",
    "by_key",
    "by_subject",
    "claim",
    "confirm",
    "doubt",
    "due",
    "export",
    "intend",
    "looked",
    "refuse",
    "release",
    "renew",
    "reopen",
]


@dataclass(frozen=True, slots=True)
class Claim:
    """An effect that is ours until the lease ends."""

    effect: Effect
    must_look: bool
    """It may have happened already (a doubt, or a take-over): look before acting."""
    looks: int
    """How often it was looked for, and not found, since it was last sent."""


def intend(
    ledger: Ledger,
    kind: EffectKind,
    key: str,
    *,
    subject: str,
    detail: JsonObject,
    token: str | None,
    now: datetime,
) -> Effect:
    """Write down what is to be done, before anything is sent.

    Safe to run twice: a row that is there already comes back unchanged, with its own token.
    """
    insert = ledger.insert(Effect).values(
        kind=kind,
        key=key,
        subject=subject,
        detail=detail,
        token=token,
        state=EffectState.INTENDED,
        must_look=False,
        looks=0,
        attempts=0,
        due_at=now,
        created_at=now,
        updated_at=now,
    )
    with ledger.session() as session:
        session.execute(insert.on_conflict_do_nothing(index_elements=["kind", "key"]))
        return session.scalars(select(Effect).where(named(kind, key))).one()


def claim(
    ledger: Ledger, kind: EffectKind, key: str, owner: str, now: datetime, lease_seconds: float
) -> Claim | None:
    """Take an effect for ``lease_seconds`` of our clock; None when it is not to be had now.

    A take-over of an ended lease starts the looks anew: its owner may have sent it.
    """
    fresh = col(Effect.state) == EffectState.INTENDED
    taken_over = col(Effect.state) == EffectState.CLAIMED
    take = (
        update(Effect)
        .where(named(kind, key), or_(fresh, to_look_at(now)))
        .values(
            state=EffectState.CLAIMED,
            owner=owner,
            lease_until=now + timedelta(seconds=lease_seconds),
            must_look=case((fresh, False), else_=True),
            looks=case((taken_over, 0), else_=col(Effect.looks)),
            attempts=col(Effect.attempts) + 1,
            updated_at=now,
        )
    )
    with ledger.session() as session:
        effect = session.scalars(take.returning(Effect)).one_or_none()
    return Claim(effect, effect.must_look, effect.looks) if effect else None


def renew(
    ledger: Ledger, kind: EffectKind, key: str, owner: str, now: datetime, lease_seconds: float
) -> bool:
    """Lengthen our lease right before sending; False: it is not ours any more, send nothing."""
    lease = {"lease_until": now + timedelta(seconds=lease_seconds)}
    return held(ledger, kind, key, owner, now, lease)
