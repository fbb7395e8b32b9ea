"""What happens next with an order: a flow, a person, the warehouse, or nobody."""

from dataclasses import replace

import pytest

from domain.next_step import Doubt, OpenTrouble, Position, Whose, next_step

EVERY = {
    "ingest-orders": 90,
    "hand-off-fulfilment": 300,
    "return-tracking": 300,
    "reverse-cancellations": 600,
}
IN_CIN7 = Position("in-cin7", live=True)
TROUBLE = OpenTrouble(7, "void-refused", "Take the parcel back.", "reverse-cancellations")


@pytest.mark.parametrize(
    ("at", "whose", "flow", "words"),
    [
        (Position("received", True), Whose.ITSELF, "ingest-orders", "within 90 seconds"),
        (Position("routed", True), Whose.ITSELF, "ingest-orders", "into Cin7"),
        (Position("held", True), Whose.ITSELF, "ingest-orders", "what holds it is gone"),
        (IN_CIN7, Whose.ITSELF, "hand-off-fulfilment", "within 5 minutes, by itself"),
        (replace(IN_CIN7, backordered=True), Whose.ITSELF, "hand-off-fulfilment", "receipt"),
        (
            Position("handed-off", True, at_the_desk=True),
            Whose.WAREHOUSE,
            "return-tracking",
            "buys a label",
        ),
        (
            Position("handed-off", True, at_the_desk=True, untold=1),
            Whose.ITSELF,
            "return-tracking",
            "tells the customer",
        ),
        (
            Position("told", True, open_units=False, unshipped=1),
            Whose.ITSELF,
            "return-tracking",
            "Cin7",
        ),
        (Position("told", True, open_units=False), Whose.NOBODY, None, "no unit"),
        (
            Position("told", True, at_the_desk=True),
            Whose.WAREHOUSE,
            "return-tracking",
            "buys a label",
        ),
        (
            Position("in-cin7", False, cancelled=True),
            Whose.ITSELF,
            "reverse-cancellations",
            "within 10 minutes",
        ),
        (
            Position("told", True, open_units=False, reversals=1),
            Whose.ITSELF,
            "reverse-cancellations",
            "taken back",
        ),
        (Position("reversed", False, cancelled=True), Whose.NOBODY, None, "reversed"),
        (Position("closed", True), Whose.NOBODY, None, "closed"),
        (Position("received", False), Whose.NOBODY, None, "paid"),
    ],
)
def test_every_position_has_its_next_step(at, whose, flow, words) -> None:
    step = next_step(at, EVERY)
    assert (step.whose, step.flow) == (whose, flow)
    assert words in step.sentence


def test_an_open_exception_comes_before_all_else() -> None:
    at = Position(
        "in-cin7",
        live=False,
        cancelled=True,
        reversals=1,
        doubts=(Doubt("void-sale", "reverse-cancellations"),),
        troubles=(TROUBLE, replace(TROUBLE, number=8)),
    )
    step = next_step(at, EVERY)
    assert step.whose is Whose.PERSON
    assert step.sentence == (
        "A person, for void-refused (1 more are open): Take the parcel back. "
        "`stocksteady exceptions retry 7` has reverse-cancellations try again."
    )


def test_a_change_in_doubt_is_looked_for_before_anything_goes_on() -> None:
    step = next_step(replace(IN_CIN7, doubts=(Doubt("create-shipment", None),)), EVERY)
    assert step.whose is Whose.ITSELF
    assert step.sentence.startswith("create-shipment is under way; the next run looks")


def test_a_flow_without_a_schedule_comes_at_its_next_run() -> None:
    assert "at its next run" in next_step(IN_CIN7, {}).sentence
