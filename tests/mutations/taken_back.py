"""Promise 3: what was taken back frees its units once, and nothing that is not known to be back."""

from tests.mutations.guard import Guard

IN_CIN7 = "tests/flows/test_flows_reverse_in_cin7.py::"
LEDGER = "tests/ledger/test_ledger_reversals.py::"
TOLD = "tests/flows/test_flows_reverse_told.py::"
TAKING = "tests/flows/test_flows_taking_back.py::"

GUARDS = (
    Guard(
        "units are held from before an undo is sent",
        "ledger/orders_undo.py",
        "        authorised_at=None,\n",
        "",
        (f"{TAKING}test_units_are_held_from_before_the_undo_until_the_rebuild_has_settled",),
    ),
    Guard(
        "an authorisation from before an undo does not count",
        "ledger/orders_undo.py",
        "            col(Order.undone) == done.undone,\n",
        "",
        (f"{LEDGER}test_an_authorisation_counts_only_under_the_number_it_was_decided_with",),
    ),
    Guard(
        "of several warehouses what comes back goes to the one it left",
        "tasks/crediting.py",
        "row.routed_to if row.routed_to in behind or not behind else behind[0]",
        "behind[0] if behind else row.routed_to",
        (
            "tests/flows/test_flows_several_warehouses.py::"
            "test_what_comes_back_is_put_on_the_shelf_that_it_left",
        ),
    ),
    Guard(
        "a tombstone gives up what was only intended",
        "ledger/effects_forbid.py",
        "                state=EffectState.ABANDONED, because",
        "                state=EffectState.INTENDED, because",
        (
            f"{LEDGER}test_a_tombstone_gives_up_an_intent_and_leaves_a_claim_alone",
            f"{IN_CIN7}test_a_sale_intended_by_a_run_that_was_killed_is_never_sent",
        ),
    ),
    Guard(
        "a tombstone leaves alone what somebody has begun to send",
        "ledger/effects_forbid.py",
        ".where(named(kind, key), col(Effect.state) == EffectState.INTENDED)",
        ".where(named(kind, key))",
        (f"{LEDGER}test_a_tombstone_gives_up_an_intent_and_leaves_a_claim_alone",),
    ),
    Guard(
        "a label that the carrier will not void frees nothing",
        "tasks/reversing_steps.py",
        "return _void_refused(row, step, outcome, result)",
        'return Became.NOTED, ""',
        (
            "tests/flows/test_flows_reverse_at_the_desk.py::"
            "test_a_carrier_that_will_not_void_frees_nothing_and_a_person_is_told_once",
        ),
    ),
    Guard(
        "a refund's credit note is known by its own memo",
        "tasks/crediting.py",
        "if note.authorised and note.memo == memo",
        "if note.authorised and memo",
        (f"{TOLD}test_two_refunds_are_two_credit_notes_and_a_third_look_adds_none",),
    ),
    Guard(
        "a credit note that stands is not written again",
        "tasks/crediting.py",
        "    if standing is not None:",
        "    if standing is not None and not standing:",
        (
            "tests/flows/test_flows_guards_effects.py::"
            "test_a_credit_note_that_somebody_wrote_meanwhile_is_not_written_again",
        ),
    ),
    Guard(
        "no more units are credited than had left",
        "domain/reversal_units.py",
        "Split(entry, min(entry.units, left), 0)",
        "Split(entry, entry.units, 0)",
        ("tests/domain/test_domain_reversals.py::test_each_situation_has_its_steps",),
    ),
    Guard(
        "units paid back that still go out stay reserved",
        "domain/reversal_facts.py",
        "if self.cancelled_at is not None else line.unfulfilled",
        "if self.cancelled_at is not None else min(line.unfulfilled, line.current)",
        (f"{IN_CIN7}test_paid_back_units_that_are_still_to_be_shipped_stay_reserved",),
    ),
    Guard(
        "a sale whose goods came back and are credited is never void",
        "domain/reversals.py",
        "if seen.whole and (left := had_left(seen)):",
        "if (left := had_left(seen)) and not seen.whole:",
        (
            "tests/domain/test_domain_reversals.py::"
            "test_a_sale_whose_goods_came_back_and_are_credited_is_never_void",
        ),
    ),
)
