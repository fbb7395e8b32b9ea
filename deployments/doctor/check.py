"""One thing that was looked at."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from clients.errors import ClientError, Unreachable


class Verdict(StrEnum):
    """How it stands."""

    GOOD = "good"
    NOTE = "note"
    """Nothing is broken, but somebody may want to know."""
    BAD = "bad"
    NOT_LOOKED_AT = "not looked at"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, what was found, and the mend if it is bad."""

    name: str
    verdict: Verdict
    found: str
    mend: str = ""


def good(name: str, found: str) -> Check:
    """It is as it should be."""
    return Check(name, Verdict.GOOD, found)


def note(name: str, found: str, mend: str = "") -> Check:
    """It may be meant so."""
    return Check(name, Verdict.NOTE, found, mend)


def bad(name: str, found: str, mend: str) -> Check:
    """It has to be mended."""
    return Check(name, Verdict.BAD, found, mend)


async def asked(
    name: str, mend: str, look: Callable[[], Awaitable[list[Check]]], *, address: str = ""
) -> list[Check]:
    """Look at an outside system; that it does not answer or refuses is a finding, not a crash.

    Args:
        name: What is looked at.
        mend: What to do when it refuses.
        look: Asks it.
        address: Where it is; who does not answer there at all has not refused our credentials.
    """
    try:
        return await look()
    except ClientError as error:
        host = urlsplit(address).hostname or error.system
        if isinstance(error, Unreachable) and error.__cause__ is not None:
            away = f"Look whether {host} is its right name, and network and proxy lead there."
            return [bad(name, f"{host} is not reached: {error}", away)]
        if error.transient:
            return [bad(name, str(error), f"Nothing, if {host} is back soon: try again later.")]
        return [bad(name, str(error), mend)]
