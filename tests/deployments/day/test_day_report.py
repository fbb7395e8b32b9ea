"""What the report says, and whether the day was good."""

import io
import json

import pytest
from rich.console import Console

from deployments.day import tables
from deployments.day.expected import expected_quarantines
from deployments.day.play import Played
from deployments.day.report import Terms, day_report, exit_code, write_report
from deployments.demo_shown import show

COUNTS = {
    "wrong_writes": 0,
    "oversold_units": 0,
    "sold_in_gap_units": 4,
    "sold_out_skus": 22,
    "refused_units": 9,
    "writes": 501,
    "raised": 40,
    "orders": 99,
    "sales": 90,
    "receipts": {
        "number": 6,
        "waiting": 0,
        "measured": 6,
        "p50_seconds": 90.0,
        "p95_seconds": 180.0,
        "max_seconds": 360.0,
    },
    "parcels": {"labelled": 80, "voided": 5, "relabelled": 4, "told": 86, "notices": 78},
    "shipments": {"made": 79, "split": 9, "cancelled": 3},
    "messages": {"posted": 7, "updated": 12},
    "label_to_told": {"measured": 78, "p50_seconds": 900.0, "p95_seconds": 1800.0},
    "before": {"sales": 5, "told": 8},
    "delays": {
        "order_to_other_stores": {
            "number": 90,
            "measured": 88,
            "p50_seconds": 540.0,
            "p95_seconds": 1260.0,
            "vendors_part": {"measured": 90, "p50_seconds": 18.0, "p95_seconds": 36.0},
        },
        "receipt_to_storefronts": {
            "number": 6,
            "measured": 6,
            "p50_seconds": 90.0,
            "p95_seconds": 360.0,
            "vendors_part": {"measured": 0, "p50_seconds": None, "p95_seconds": None},
        },
    },
}
REVERSALS = {
    "by_stage": {"in-cin7": {"cancel": 2, "money": 0}, "told": {"cancel": 0, "money": 0}},
    "by_state": {"done": 2, "open": 0},
    "kinds_with_none": ["money"],
}
CALLS = {
    "calls": {
        "cin7": {"POST sale": {"ok": 85, "503": 2}, "POST sale/order": {"ok": 85}},
        "shopify:uk": {"inventorySetQuantities": {"ok": 4}, "orders": {"ok": 60}},
        "shopify:eu": {"inventorySetQuantities": {"ok": 3}},
    },
    "totals": {"cin7": 172, "shopify:uk": 64, "shopify:eu": 3},
    "budgets": {},
}


def kept():
    return dict.fromkeys("12345678", 0)


@pytest.fixture
def report(small_script):
    def make(promises=None, **more):
        promises = promises or kept()
        told = {
            name: [f"breach {n}" for n in range(number or 0)] for name, number in promises.items()
        }
        return day_report(
            script=small_script,
            played=Played(orders=99, adjustments=8),
            books={"promises": promises, "breaches": told, "counts": COUNTS},
            calls=CALLS,
            expected=expected_quarantines(small_script),
            reversals=REVERSALS,
            exceptions=[
                {"kind": "unknown-sku", "open": True},
                {"kind": "unknown-sku", "open": True},
                {"kind": "backordered", "open": False},
            ],
            terms=Terms(180, 5400, 60, 600),
            more=more,
        )

    return make


def test_the_promises_stand_under_their_numbers(report):
    assert report()["promises"] == kept()
    assert list(report()["promises"]) == list("12345678")


def test_counts_of_the_books_and_of_the_driver_stand_side_by_side(report):
    counts = report()["counts"]
    assert counts["sold_in_gap_units"] == 4
    assert counts["orders_brought"] == 99
    assert counts["expected_quarantines"] == 4
    assert counts["credit_lines"] == 1


def test_only_open_exceptions_are_counted(report):
    assert report()["exceptions"] == {"unknown-sku": 2}


def test_calls_stand_against_the_fewest_possible(report):
    assert report()["calls"]["least"] == {
        "cin7_sales": {"used": 172, "least": 170},
        "cin7_parcels": {"used": 0, "least": 234},
        "shopify_fulfilments": {"used": 0, "least": 78},
        "shipstation_orders": {"used": 0, "least": 70},
        "shopify_stock_writes": {"used": 7, "least": 3},
    }


def test_facts_of_the_run_stand_beside(report):
    assert report(prefect_ui="http://127.0.0.1:1")["prefect_ui"] == "http://127.0.0.1:1"


def test_a_day_is_good_when_every_promise_was_kept(report):
    assert exit_code(report()) == 0


@pytest.mark.parametrize("name", list("12345678"))
@pytest.mark.parametrize("number", [None, 1])
def test_a_day_is_not_good_when_one_is_broken_or_not_watched(report, name, number):
    assert exit_code(report(kept() | {name: number})) == 1


def test_the_report_is_written_for_machines(report, tmp_path):
    path = tmp_path / "var" / "demo" / "report.json"
    write_report(report(), path)
    assert json.loads(path.read_text(encoding="utf-8")) == report()


def test_a_person_reads_which_promise_was_kept_broken_or_not_watched(report):
    promises = kept() | {"2": 3, "4": None, "6": None}
    said = printed(tables.promise_table(report(promises)))
    assert "Each order once" in said
    assert "broken 3 x" in said
    assert said.count("not watched") == 2
    assert said.count("kept") == 5


def test_a_person_reads_what_was_taken_back_at_which_stage_and_what_never_was(report):
    said = printed(tables.reversal_table(report()))
    assert "in-cin7" in said
    assert "none of: money" in said


def test_parcels_and_notices_stand_against_the_fewest_calls(report):
    assert report()["calls"]["least"]["shopify_fulfilments"]["least"] == 78
    said = printed(tables.count_table(report()))
    assert "80 (9, 5, 4)" in said
    assert "78, 78" in said
    assert "95 of 100 within 1800 s" in said


def test_a_person_reads_the_counts_and_exceptions(report):
    said = printed(tables.count_table(report()), tables.exception_table(report()))
    assert "units sold in the gap" in said
    assert "all within 360 s of our clock (2.0 s on the wall)" in said
    assert "order to the other shops' counts" in said
    assert "half within 540 s, 95 of 100 within 1260 s of our clock" in said
    assert "unknown-sku" in said


def test_the_first_breaches_are_told_and_the_rest_counted(report):
    lines = tables.breach_lines(report(kept() | {"1": 8, "2": 7}))
    assert len(lines) == 11
    assert lines[0] == "1: breach 0"
    assert lines[-1] == "and 5 more, see the report"
    assert tables.breach_lines(report()) == []


def test_a_day_that_was_stopped_before_its_work_was_done_is_not_said_to_rest(report, tmp_path):
    def said(open_ends):
        settled = {"seconds": 180.2, "open_ends": open_ends}
        run = {"flow_runs": {"sync-stock": {"Completed": 9}}, "task_runs": 90}
        more = {"prefect": run, "settled": settled, "wall_seconds": 300}
        console = Console(file=io.StringIO(), width=120)
        show(console, report(kept() | {"2": 3}, **more), tmp_path / "report.json")
        return console.file.getvalue()

    assert "came to rest after 180.2 s" in said([])
    assert "too busy" not in said([])
    busy = said(["deliveries not handled"])
    assert "was not at rest after 180.2 s" in busy
    assert "too busy" in busy


def printed(*parts):
    console = Console(file=io.StringIO(), width=120)
    for part in parts:
        console.print(part)
    return console.file.getvalue()
