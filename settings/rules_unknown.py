"""A name in the rules that nothing of that kind has."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from settings.problems import Problem


def unknown(where: str, value: str, kind: str, known: Collection[str]) -> Iterator[Problem]:
    """Say so, with what it may have been meant to be; nothing where the name is known."""
    if value not in known:
        close = get_close_matches(value, known, n=1)
        guess = f"Did you mean {close[0]!r}? " if close else ""
        mend = f"{guess}Name one of {', '.join(known)}, or add it under [{kind}s]."
        yield Problem(where, f"there is no such {kind}", mend, repr(value))
