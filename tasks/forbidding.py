"""A change that may never come has a tombstone."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from clients.errors import Rejected
from ledger import effects_forbid
from ledger.models import Effect, EffectKind
from tasks.effects import ENDED, Deed, Ended, carry_out
from tasks.outside import outside


@dataclass(frozen=True, slots=True)
class Look:
    """How an effect is found at its vendor, and how often not finding it must be seen."""

    at: Callable[[Effect], Awaitable[str | None]]
    looks: int = 1


async def forbid(
    kind: EffectKind, key: str, subject: str, because: str, look: Look | None = None
) -> bool:
    """Put up a tombstone: an effect that was not sent is given up, and no run can send it any more.

    True when its end is known: it never happens, or it stands and is to be taken back. False when
    somebody is at it, or it is in doubt: the next round asks again. With ``look``, a doubt that is
    due is looked into here.

    Safe to run twice: it is one compare-and-set.
    """
    world = outside()
    row = effects_forbid.forbid(
        world.ledger, kind, key, subject=subject, because=because, now=world.now()
    )
    if row.state in ENDED:
        return True
    if look is None:
        return False
    outcome = await carry_out(
        Deed(
            kind, key, subject, row.detail, act=_never, look=look.at, looks=look.looks, again=False
        )
    )
    return outcome.ended is not Ended.WAITING


async def _never(effect: Effect) -> str:
    raise Rejected("not wanted any more", system="ledger", operation=effect.kind.value)
