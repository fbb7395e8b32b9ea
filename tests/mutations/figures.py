"""Promise 1: no rule, share or peak promises more than the shelf can bear."""

from tests.mutations.guard import Guard

DECIDED = "domain/stock_decided.py"
PLAN = "tests/domain/test_domain_stock_plan.py::"
OUTCOMES = "tests/domain/test_domain_stock_outcomes.py::"
SHARING = "tests/domain/test_domain_sharing.py::"

GUARDS = (
    Guard(
        "unseen units are taken off what Cin7 tells",
        DECIDED,
        "free = free_of(whole, own, jointly, blocks).clip(",
        "free = whole.clip(",
        (f"{PLAN}test_every_store_on_a_shelf_shows_what_it_can_bear",),
    ),
    Guard(
        "safety stock is offered to nobody",
        DECIDED,
        "bears = free - safe",
        "bears = free",
        (f"{OUTCOMES}test_safety_stock_and_the_other_stores_part_are_named",),
    ),
    Guard(
        "what a buffer keeps back is not shown",
        DECIDED,
        "left = sees - buffer",
        "left = sees",
        (f"{OUTCOMES}test_each_rule_says_what_it_did",),
    ),
    Guard(
        "the last units below a floor are not shown",
        DECIDED,
        "np.where(left <= kept.floor, 0, left)",
        "left",
        (f"{OUTCOMES}test_each_rule_says_what_it_did",),
    ),
    Guard(
        "a buffer's share is rounded up",
        "domain/stock_buffers.py",
        "share = -(-(on_hand * hundredths) // 100_000_000)",
        "share = (on_hand * hundredths) // 100_000_000",
        (
            "tests/domain/test_domain_guards_figures.py::"
            "test_a_share_of_a_few_units_keeps_back_a_whole_one",
        ),
    ),
    Guard(
        "stores that split a shelf see no more together than it bears",
        "domain/sharing.py",
        "parts = np.stack([free * weight // total for weight in weights])",
        "parts = np.stack([-(-free * weight // total) for weight in weights])",
        (
            f"{SHARING}test_no_store_sees_more_than_there_is_and_parts_never_add_up_to_more",
            f"{SHARING}test_a_shelf_is_split_to_the_last_unit_by_the_greatest_claim",
        ),
    ),
    Guard(
        "shares of more than the whole are refused",
        "domain/sharing.py",
        " or sum(self.shares.values()) > 100:",
        ":",
        (f"{SHARING}test_shares_that_give_away_more_than_there_is_are_refused",),
    ),
    Guard(
        "a peak ends",
        "domain/peaks.py",
        "return self.start <= at < self.end",
        "return self.start <= at",
        (
            "tests/domain/test_domain_peaks.py::"
            "test_a_peak_is_entered_at_its_start_and_left_at_its_end",
        ),
    ),
    Guard(
        "counts that go down are written first",
        "domain/stock_changes.py",
        '(rows["promised"] - rows["shown"]).argsort',
        '(rows["shown"] - rows["promised"]).argsort',
        (f"{PLAN}test_batches_are_a_stores_own_and_lower_counts_first",),
    ),
)
