"""Promise 8: nothing rash.

Watched: (a, c) stock decisions that lowered counts without cause: one decision (all batches whose
reference names the same first read) that set more than 5 % of the shop's counts, and no fewer than
``FEWEST``, below what the shelf could bear, less what is held back, at every instant of its window;
rows set to 0 are among them. A decision taken on an incomplete read looks like this. Units that
were unseen at some instant of the window are a cause: whether a figure has them by now, nobody can
know before it has settled, and who is careful takes them off twice. (b) product writes with a SKU
in them. Not watched: rows wrongly raised (promise 1 has them), and incomplete reads that led to
fewer rows than that; a few too-low rows are what caution about late figures looks like.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from sandbox.books_story import Story
from sandbox.books_writes import Write

SHARE = 0.05
"""A larger share of a shop's counts is too large to be true."""

FEWEST = 5
"""In a tiny catalogue, this many counts (and more) make a mass change."""


def rash_decisions(story: Story, writes: list[Write]) -> Iterator[str]:
    """Stock decisions that lowered a large share of a catalogue without cause."""
    counts = Counter(shop for shop, _, _ in story.shown)
    rows: dict[tuple[str, str], list[Write]] = defaultdict(list)
    for write in writes:
        if _too_low(story, write):
            rows[(write.event.shop, write.decision)].append(write)
    for (shop, decision), low in rows.items():
        if len(low) < FEWEST or len(low) <= SHARE * counts[shop]:
            continue
        zeros = sum(write.event.value == 0 for write in low)
        yield (
            f"decision {decision} lowered {len(low)} of the {counts[shop]} counts of {shop} without"
            f" cause at {low[0].moment.at:%H:%M:%S}, {zeros} of them to 0, such as"
            f" {low[0].event.sku} to {low[0].event.value}"
        )


def renamed_products(story: Story) -> Iterator[str]:
    """Product writes that had a SKU in them."""
    for moment, event in story.product_writes:
        if event.sku_touched:
            yield f"{moment.at:%H:%M:%S}: {event.system} product {event.ref} written with its SKU"


def _too_low(story: Story, write: Write) -> bool:
    if not write.window:
        return False
    least = min(
        shelf.ceiling - story.claims.held_units(write.event.shop, write.event.sku, shelf.on_hand)
        for shelf in write.window
    )
    return write.event.value < least - max(shelf.unseen for shelf in write.window)
