"""All of the shelf is read unless the documents that changed surely cost less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.scan_cost import LISTS, Reading, choose, scan_calls

SCAN, DOCUMENTS = Reading.SCAN, Reading.DOCUMENTS


@pytest.mark.parametrize(
    ("rows", "calls"), [(0, 1), (1, 1), (1000, 1), (1001, 2), (15_000, 15), (500_000, 500)]
)
def test_a_scan_costs_a_call_a_thousand_rows(rows: int, calls: int) -> None:
    assert scan_calls(rows) == calls


@pytest.mark.parametrize(
    ("scan", "age", "due", "documents", "skus", "reading", "because"),
    [
        (500, None, 1800, None, None, SCAN, "there was none yet"),
        (500, 10, 0, None, None, SCAN, "the rules ask for one every time"),
        (500, 1800, 1800, None, None, SCAN, "one is due"),
        (3, 300, 1800, None, None, SCAN, "it costs no more"),
        (4, 300, 1800, None, None, DOCUMENTS, "it costs less"),
        (15, 300, 1800, 12, None, SCAN, "it costs no more"),
        (15, 300, 1800, 11, None, DOCUMENTS, "it costs less"),
        (15, 300, 1800, 5, 8, SCAN, "it costs no more"),
        (15, 300, 1800, 5, 7, DOCUMENTS, "it costs less"),
        (15, 300, 1800, 0, 0, DOCUMENTS, "it costs less"),
    ],
    ids=[
        "never scanned",
        "the rules want every scan",
        "a scan is due",
        "the lists and one document cost as much",
        "they cost less",
        "as many documents as a scan has calls left",
        "one fewer",
        "their SKUs make it dear",
        "one SKU fewer",
        "nothing changed",
    ],
)
def test_the_cheaper_way_is_chosen(
    scan: int,
    age: float | None,
    due: float,
    documents: int | None,
    skus: int | None,
    reading: Reading,
    because: str,
) -> None:
    told = choose(scan=scan, age_seconds=age, due_seconds=due, documents=documents, skus=skus)
    assert (told.reading, told.because) == (reading, because)


@given(
    scan=st.integers(1, 600),
    age=st.floats(0, 4000),
    documents=st.integers(0, 600),
    skus=st.integers(0, 600),
)
def test_what_is_chosen_never_costs_more_than_a_scan(
    scan: int, age: float, documents: int, skus: int
) -> None:
    told = choose(scan=scan, age_seconds=age, due_seconds=1800, documents=documents, skus=skus)
    if told.reading is DOCUMENTS:
        assert LISTS + documents + skus < scan
        assert age < 1800


def test_the_report_says_what_was_chosen_and_what_each_way_costs() -> None:
    told = choose(scan=15, age_seconds=300, due_seconds=1800, documents=3, skus=4)
    assert told.sentence() == (
        "Shelf read by documents (it costs less; a scan is 15 calls, changed documents 9 or more)."
    )
