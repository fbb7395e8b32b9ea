"""What a piece of work costs in vendor calls."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from clients.http import calls_made


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Count the calls that leave inside, by system; who counts around it counts them too."""
    around = calls_made.get()
    mine: Counter[str] = Counter()
    before = calls_made.set(mine)
    try:
        yield mine
    finally:
        calls_made.reset(before)
        if around is not None:
            around.update(mine)
