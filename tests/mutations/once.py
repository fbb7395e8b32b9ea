"""Each change outside once, and no news lost: what promises 1, 3 and 5 lean on."""

from tests.mutations.guard import Guard

EFFECTS = "tests/ledger/test_ledger_effects.py::"
ONCE = "tests/effects/test_effects_once.py::"
ROUNDS = "tests/flows/test_flows_rounds_and_sweep.py::"

GUARDS = (
    Guard(
        "what another run has taken over is not sent by the first",
        "tasks/effects.py",
        'raise LeaseLost("the lease has ended"',
        'LeaseLost("the lease has ended"',
        (
            "tests/flows/test_flows_guards_effects.py::"
            "test_a_run_that_was_overtaken_while_it_waited_for_its_turn_sends_nothing",
        ),
    ),
    Guard(
        "a lease is renewed right before sending",
        "ledger/effects.py",
        'lease = {"lease_until": now + timedelta(seconds=lease_seconds)}',
        'lease: dict[str, object] = {"attempts": col(Effect.attempts)}',
        (f"{EFFECTS}test_renewing_right_before_sending_lengthens_the_lease",),
    ),
    Guard(
        "what a dead run may have sent is looked for first",
        "ledger/effects.py",
        "must_look=case((fresh, False), else_=True),",
        "must_look=False,",
        (
            f"{EFFECTS}test_an_ended_lease_is_taken_over_and_the_new_owner_must_look",
            f"{ONCE}test_an_effect_that_lands_after_our_time_out_is_not_made_again[sqlite-create-sale]",
        ),
    ),
    Guard(
        "a doubt is not looked at before the settle time",
        "ledger/effects_seen.py",
        "and_(col(Effect.state) == EffectState.DOUBTFUL, col(Effect.due_at) <= now),",
        "col(Effect.state) == EffectState.DOUBTFUL,",
        (f"{EFFECTS}test_a_doubt_is_not_looked_at_before_the_settle_time",),
    ),
    Guard(
        "a former owner who comes late changes nothing",
        "ledger/effects_end.py",
        "        col(Effect.owner) == owner,\n",
        "",
        (f"{EFFECTS}test_a_former_owner_who_comes_back_late_changes_nothing",),
    ),
    Guard(
        "Cin7 is looked at twice before a sale is made again",
        "tasks/placing.py",
        "            looks=2,\n",
        "",
        (
            "tests/flows/test_flows_guards_effects.py::"
            "test_a_sale_that_lands_after_the_first_look_is_not_made_again",
        ),
    ),
    Guard(
        "a sale of the days before is looked for before one is made",
        "tasks/placing.py",
        "            look_first=is_older_than_the_ledger(sale.store, sale.draft.placed_at),\n",
        "",
        (
            "tests/flows/test_flows_orders_of_before.py::"
            "test_an_order_of_the_days_before_is_taken_over_with_the_sale_it_has",
        ),
    ),
    Guard(
        "a parcel that Shopify shows already is not told again",
        "tasks/returning_telling.py",
        "    if there is not None:",
        "    if there is not None and there.id is None:",
        (
            "tests/flows/test_flows_return_tracking.py::"
            "test_what_a_person_fulfilled_with_the_same_tracking_is_not_told_again",
        ),
    ),
    Guard(
        "a corrected number is no second notice",
        "tasks/returning_shopify.py",
        "            notify=False,\n",
        "            notify=True,\n",
        (
            "tests/flows/test_flows_return_tracking_voids.py::"
            "test_a_corrected_number_is_corrected_everywhere_without_a_second_notice",
        ),
    ),
    Guard(
        "hints are lowered before the truth is read",
        "tasks/rounds.py",
        """        lowered = whole and hints.lower(flow)
        try:
            last = await one_round(last)
""",
        """        lowered = False
        try:
            last = await one_round(last)
            lowered = whole and hints.lower(flow)
""",
        (f"{ROUNDS}test_an_order_placed_while_a_run_works_is_taken_by_the_same_run",),
    ),
    Guard(
        "news that comes while a run tells its story is taken in",
        "tasks/rounds.py",
        "        if not (whole and hints.is_raised(flow)):\n            return told",
        "        return told",
        (f"{ROUNDS}test_news_that_comes_while_a_run_tells_its_story_is_taken_in_by_it",),
    ),
    Guard(
        "a round that could not read leaves its hint raised",
        "tasks/rounds.py",
        "            if lowered:\n                hints.raise_again(flow)\n            raise",
        "            raise",
        (
            "tests/flows/test_flows_review_news.py::"
            "test_a_round_that_could_not_read_leaves_its_hint_raised",
        ),
    ),
    Guard(
        "a receipt is finished only when availability has settled",
        "tasks/receipts.py",
        "finished = dry_run or (settled and not left_over)",
        "finished = dry_run or not left_over",
        (
            "tests/flows/test_flows_push_receipts.py::"
            "test_a_receipt_that_availability_does_not_show_yet_is_read_again",
        ),
    ),
)
