"""Promise 7: nothing accepted is lost, and nothing was sent that the ledger does not know of."""

from collections.abc import Iterator

from sandbox.books_claims import EffectClaim, InboxClaim
from sandbox.books_story import Story
from sandbox.journal import Delivered


def lost_deliveries(story: Story, inbox: tuple[InboxClaim, ...]) -> Iterator[str]:
    """Deliveries we answered with 2xx that the inbox does not hold in a final state.

    Duplicates of one delivery id count once.
    """
    states: dict[str, InboxClaim] = {}
    for row in inbox:
        for name in {row.delivery_id, row.delivery_key, row.digest} - {None, ""}:
            known = states.get(str(name))
            if known is None or not row.final:
                states[str(name)] = row
    told: set[str] = set()
    for moment, event in story.delivered:
        if not 200 <= event.status < 300 or event.delivery_id in told:
            continue
        told.add(event.delivery_id)
        row_found = _row_of(states, event)
        what = f"{event.source} {event.topic} {event.delivery_id}, accepted {moment.at:%H:%M:%S},"
        if row_found is None:
            yield f"{what} is not in the inbox"
        elif not row_found.final:
            yield f"{what} is still {row_found.state or 'unfinished'}"


def _row_of(states: dict[str, InboxClaim], event: Delivered) -> InboxClaim | None:
    for name in (event.delivery_id, f"{event.topic}/{event.delivery_id}"):
        if name in states:
            return states[name]
    return None


def unknown_changes(story: Story, effects: tuple[EffectClaim, ...]) -> Iterator[str]:
    """Calls that changed a vendor's state and that no effect of the ledger stands for."""
    known = {
        name.lower() for row in effects for name in (row.key, row.token, row.vendor_id) if name
    }
    for moment, event in story.changes:
        if event.write and event.ref.lower() not in known:
            yield (
                f"{event.system} {event.operation} at {moment.at:%H:%M:%S} changed something"
                f" ({event.ref or 'no reference'}) that the ledger knows nothing of"
            )
