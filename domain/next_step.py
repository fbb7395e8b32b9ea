"""What happens next with an order, in a sentence: by itself and when, or by a person's hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

WHEN_A_FLOW_COMES = {
    "ingest-orders": "brings it into Cin7",
    "hand-off-fulfilment": "hands it to ShipStation",
    "return-tracking": "tells the customer and Cin7",
    "reverse-cancellations": "frees what was taken back",
}
"""What each flow does for an order that is its."""


class Whose(StrEnum):
    """Who takes the next step."""

    ITSELF = "itself"
    """A flow; nobody has to do anything."""
    PERSON = "person"
    """Somebody at the merchant's."""
    WAREHOUSE = "warehouse"
    """Those who pack and buy labels."""
    NOBODY = "nobody"
    """The order is at its end."""


@dataclass(frozen=True, slots=True)
class OpenTrouble:
    """An exception that is open and names the order."""

    number: int
    kind: str
    todo: str
    retry_flow: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A change outside that is under way, or whose outcome is not known."""

    what: str
    flow: str | None


@dataclass(frozen=True, slots=True)
class Position:
    """Where an order stands, all that the next step depends on.

    Args:
        stage: As the ledger says it, such as ``in-cin7``.
        live: Paid, no trial, not called off.
        cancelled: Called off in the shop.
        open_units: Whether it has units that are neither shipped nor taken back.
        backordered: Its sale lacks goods.
        at_the_desk: Whether an order of ours stands at ShipStation.
        untold: Labels bought of which the customer was not told.
        unshipped: Parcels told whose shipment Cin7 does not have yet.
        reversals: Things Shopify took back that are not yet done with.
        doubts: Changes whose outcome is open.
        troubles: Open exceptions.
    """

    stage: str
    live: bool
    cancelled: bool = False
    open_units: bool = True
    backordered: bool = False
    at_the_desk: bool = False
    untold: int = 0
    unshipped: int = 0
    reversals: int = 0
    doubts: tuple[Doubt, ...] = ()
    troubles: tuple[OpenTrouble, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    """The sentence, and whose turn it is."""

    whose: Whose
    sentence: str
    flow: str | None = None


def next_step(at: Position, every: Mapping[str, int]) -> NextStep:
    """Say what happens next.

    Args:
        at: Where the order stands.
        every: Seconds of our clock between two scheduled runs of each flow.
    """
    if at.troubles:
        return _by_a_person(at.troubles)
    if at.doubts:
        first = at.doubts[0]
        looks = f"{first.flow} looks" if first.flow else "the next run looks"
        sentence = f"{first.what} is under way; {looks} whether it stands before anything goes on."
        return NextStep(Whose.ITSELF, sentence, first.flow)
    if at.reversals or (at.cancelled and at.stage not in ("reversed", "closed")):
        return _by_a_flow("reverse-cancellations", every)
    if at.stage in ("reversed", "closed"):
        return NextStep(Whose.NOBODY, f"Nothing: it is {at.stage}.")
    if at.untold or at.unshipped:
        return _by_a_flow("return-tracking", every)
    if not at.open_units:
        return NextStep(Whose.NOBODY, "Nothing: no unit of it is left to ship.")
    if not at.live:
        return NextStep(
            Whose.NOBODY, "Nothing, until Shopify says that it is paid: it is not one to ship."
        )
    return _onward(at, every)


def _by_a_person(troubles: tuple[OpenTrouble, ...]) -> NextStep:
    first = troubles[0]
    more = f" ({len(troubles) - 1} more are open)" if len(troubles) > 1 else ""
    retry = (
        f" `stocksteady exceptions retry {first.number}` has {first.retry_flow} try again."
        if first.retry_flow
        else ""
    )
    sentence = f"A person, for {first.kind}{more}: {first.todo}{retry}"
    return NextStep(Whose.PERSON, sentence, first.retry_flow)


def _onward(at: Position, every: Mapping[str, int]) -> NextStep:
    """A live order with units to ship and nothing in its way."""
    if at.stage == "held":
        return NextStep(
            Whose.ITSELF,
            f"ingest-orders looks {_within('ingest-orders', every)} whether what holds it is gone.",
            "ingest-orders",
        )
    if at.stage in ("received", "validated", "routed"):
        return _by_a_flow("ingest-orders", every)
    if at.backordered:
        sentence = (
            "It waits for goods: after a receipt of what it lacks its sale is looked at anew."
        )
        return NextStep(Whose.ITSELF, sentence, "hand-off-fulfilment")
    if at.stage == "in-cin7" and not at.at_the_desk:
        return _by_a_flow("hand-off-fulfilment", every)
    if at.at_the_desk:
        seconds = _within("return-tracking", every)
        sentence = (
            "The warehouse buys a label in ShipStation; then return-tracking tells the customer, "
            f"at once when ShipStation says so, else {seconds}."
        )
        return NextStep(Whose.WAREHOUSE, sentence, "return-tracking")
    return _by_a_flow("hand-off-fulfilment", every)


def _by_a_flow(flow: str, every: Mapping[str, int]) -> NextStep:
    sentence = f"{flow} {WHEN_A_FLOW_COMES[flow]} {_within(flow, every)}, by itself."
    return NextStep(Whose.ITSELF, sentence, flow)


def _within(flow: str, every: Mapping[str, int]) -> str:
    seconds = every.get(flow)
    if seconds is None:
        return "at its next run"
    if seconds < 120:
        return f"within {seconds} seconds"
    return f"within {round(seconds / 60)} minutes"
