"""Products that ran out: a storefront had some, and then none anywhere."""

from collections import Counter

from sandbox.books_story import Story


def sold_out(story: Story) -> set[str]:
    """SKUs of which some shop showed units and later, at all its locations together, none."""
    changes = [
        (seq, shop, location, sku, units)
        for (shop, location, sku), steps in story.shown.items()
        for seq, units in zip(steps.seqs, steps.values, strict=True)
    ]
    here: Counter[tuple[str, int, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    gone: set[str] = set()
    for _, shop, location, sku, units in sorted(changes):
        before = total[(shop, sku)]
        total[(shop, sku)] += max(0, units) - here[(shop, location, sku)]
        here[(shop, location, sku)] = max(0, units)
        if before > 0 and total[(shop, sku)] == 0:
            gone.add(sku)
    return gone
