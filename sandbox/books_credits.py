"""Promise 3, after shipping: each refund of shipped units has one credit note, restocked right.

A credit note says which refund it stands for: its memo is exactly ``Shopify refund <id> of <store>
<name>``. It restocks exactly the RETURN units of that refund. A refund of unshipped units needs
none, and one of money alone may have one that restocks nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from sandbox.books_doorstep import Refunded
from sandbox.books_facts import Breach, Order, OrderKey
from sandbox.books_names import is_settled, named
from sandbox.books_story import Story
from sandbox.books_taken_back import shipped_units
from sandbox.journal import SaleCredited


def credit_notes(story: Story) -> dict[str, list[SaleCredited]]:
    """Authorised credit notes by sale id."""
    found: dict[str, list[SaleCredited]] = defaultdict(list)
    for (sale_id, _), note in story.doorstep.credits.items():
        found[sale_id].append(note)
    return found


def restocked(note: SaleCredited) -> Counter[str]:
    """Units by SKU that a credit note put back on a shelf."""
    units: Counter[str] = Counter()
    for sku, _, count in note.restock:
        units[sku] += count
    return units


def credit_breaches(
    story: Story, key: OrderKey, order: Order, notes: list[SaleCredited], *, excused: bool
) -> Iterator[Breach]:
    """Refunds with none, two or wrong credit notes, and credit notes for nothing.

    Args:
        story: What happened.
        key: Which order.
        order: The same.
        notes: The credit notes of its live sales.
        excused: What is missing is left to a person; what is too much is never excused.
    """
    name = named(story, order)
    given_back: Counter[int] = Counter()
    known = set()
    for refund in story.doorstep.refunds.get(key, ()):
        memo = f"Shopify refund {refund.event.refund_id} of {name}"
        known.add(memo)
        wanted, shipped = _wanted(story, key, refund, given_back)
        own = [note for note in notes if note.memo == memo]
        forgiven = excused or not is_settled(story, refund.moment.at)
        yield from _of_refund(
            f"{name}, refund {refund.event.refund_id}", own, wanted, shipped, forgiven
        )
    for note in notes:
        if note.memo not in known:
            yield Breach(
                f"{name}: credit note {note.credit_note} of sale {note.number} stands for no refund"
                f" of it ({note.memo!r})",
                max(1, restocked(note).total()),
            )


def _of_refund(
    name: str, notes: list[SaleCredited], wanted: Counter[str], shipped: int, forgiven: bool
) -> Iterator[Breach]:
    back: Counter[str] = Counter()
    for note in notes:
        back += restocked(note)
    if len(notes) > 1:
        numbers = ", ".join(sorted(note.credit_note for note in notes))
        extra = (back - wanted).total()
        yield Breach(f"{name}: {len(notes)} credit notes: {numbers}", max(1, extra))
    elif not notes and shipped and not forgiven:
        yield Breach(f"{name}: {shipped} shipped units given back and no credit note", shipped)
    elif notes:
        number = notes[0].credit_note
        for sku, units in sorted((back - wanted).items()):
            yield Breach(f"{name}: {number} restocked {units} of {sku} too many", units)
        for sku, units in sorted((wanted - back).items()):
            if not forgiven:
                yield Breach(f"{name}: {number} restocked {units} of {sku} too few", units)


def _wanted(
    story: Story, key: OrderKey, refund: Refunded, given_back: Counter[int]
) -> tuple[Counter[str], int]:
    """Units by SKU to be restocked, and how many shipped units it gave back in all.

    ``given_back`` are shipped units by line of the refunds before; this one's are added.
    """
    returned: Counter[str] = Counter()
    kept: Counter[int] = Counter()
    shipped = shipped_units(story, key, refund.moment)
    unshipped: Counter[int] = Counter()
    for line_id, units in refund.event.unshipped:
        unshipped[line_id] += units
    skus: dict[int, str] = {}
    total = 0
    for line_id, sku, units, kind, _ in refund.event.lines:
        skus[line_id] = sku
        if sku not in story.products:
            continue
        if kind == "RETURN":
            returned[sku] += units
            given_back[line_id] += units
            total += units
        else:
            kept[line_id] += units
    for line_id, units in kept.items():
        out = max(0, min(units - unshipped[line_id], shipped[line_id] - given_back[line_id]))
        given_back[line_id] += out
        total += out
    return returned, total
