"""Promise 8: half an answer changes nothing, and what is too large to be true waits."""

from tests.mutations.guard import Guard

PAGING = "tests/clients/cin7/test_cin7_paging.py::"
GUARDS_TEST = "tests/domain/test_domain_guards.py::"
HELD = "tests/flows/test_flows_held_back.py::"

GUARDS = (
    Guard(
        "a list that ends too soon is thrown away",
        "clients/cin7/reading.py",
        "if len(seen) == known or len(page.rows) < len(first.rows):",
        "if len(seen) == known or len(page.rows) < len(first.rows):\n"
        "            return list(seen.values())\n"
        "        if len(seen) < known:",
        (
            f"{PAGING}test_a_scan_that_does_not_add_up_gives_nothing_and_may_be_begun_again",
            f"{PAGING}test_a_short_page_spoils_the_scan_at_once_and_costs_no_further_calls",
        ),
    ),
    Guard(
        "a list whose total moves is thrown away",
        "clients/cin7/reading.py",
        "if strict and page.total != first.total:",
        "if strict and page.total < 0:",
        (f"{PAGING}test_a_scan_that_does_not_add_up_gives_nothing_and_may_be_begun_again",),
    ),
    Guard(
        "a list that tells a row twice is thrown away",
        "clients/cin7/reading.py",
        "if strict and key in seen:",
        "if strict and key is None:",
        (f"{PAGING}test_a_scan_that_does_not_add_up_gives_nothing_and_may_be_begun_again",),
    ),
    Guard(
        "a plan from half a read changes nothing",
        "domain/stock_changes.py",
        "if self.because is Planned.INCOMPLETE_READ:",
        "if self.because is not Planned.INCOMPLETE_READ and self.decided.empty:",
        ("tests/domain/test_domain_stock_plan.py::test_an_incomplete_read_changes_nothing",),
    ),
    Guard(
        "too many rows to zero at once wait",
        "domain/guards.py",
        "if share > guards.zero_share:",
        "if share > 1:",
        (
            f"{GUARDS_TEST}test_a_change_waits_when_it_is_too_large_to_be_true",
            "tests/flows/test_flows_sync_stock.py::"
            "test_a_catalogue_that_would_go_to_zero_at_once_waits_for_a_person",
        ),
    ),
    Guard(
        "a jump of a store's total waits",
        "domain/guards.py",
        "if whole and share > guards.jump_share:",
        "if whole and share > 1_000_000:",
        (f"{GUARDS_TEST}test_a_change_waits_when_it_is_too_large_to_be_true",),
    ),
    Guard(
        "an answer without any stock waits",
        "domain/guards.py",
        "if selling >= FEWEST:",
        "if selling < 0:",
        (f"{GUARDS_TEST}test_an_answer_without_any_stock_waits_while_counts_are_above_zero",),
    ),
    Guard(
        "a warehouse that is gone from the answer waits",
        "domain/guards.py",
        "if products >= FEWEST and not now.get(warehouse):",
        "if products < 0 and not now.get(warehouse):",
        (f"{HELD}test_a_warehouse_that_is_gone_from_the_answer_writes_nothing",),
    ),
    Guard(
        "what a guard holds back is not written",
        "tasks/stock_round.py",
        "return replace(report, held=held.sentence())",
        "report = replace(report, held=held.sentence())",
        (f"{HELD}test_a_warehouse_that_is_gone_from_the_answer_writes_nothing",),
    ),
    Guard(
        "to approve one store lets nothing of another through",
        "tasks/guarding.py",
        "if stores is None or row.subject in stores or row.subject not in known:",
        "if row.subject:",
        (
            "tests/flows/test_flows_guards_stock.py::"
            "test_what_is_approved_for_one_store_settles_nothing_of_another",
        ),
    ),
    Guard(
        "more drift than anything explains is not repaired unasked",
        "tasks/reconciling.py",
        "return much.sentence() if much else None",
        "return None",
        (
            "tests/flows/test_flows_reconcile.py::"
            "test_more_than_is_repaired_without_asking_waits_for_a_person",
        ),
    ),
)
