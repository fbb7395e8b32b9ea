"""Promise 1: what Cin7's figure does not show yet is nobody's to sell."""

from tests.mutations.guard import Guard

UNSEEN = "domain/unseen.py"
TESTS = "tests/domain/test_domain_unseen.py::"
SEVERAL = "tests/flows/test_flows_several_warehouses.py::"
LET_GO = "tests/flows/test_flows_simulated_let_go.py::"

GUARDS = (
    Guard(
        "an order is seen only a settle time after Cin7 took it",
        UNSEEN,
        "availability_began > order.authorised_at + settle",
        "availability_began > order.authorised_at",
        (f"{TESTS}test_a_sale_is_seen_when_the_shelf_was_read_after_it_had_settled",),
    ),
    Guard(
        "committed units that no order explains are held",
        UNSEEN,
        "((Claimed.UNEXPLAINED, unexplained), (Claimed.LET_GO, gone))",
        "((Claimed.LET_GO, gone),)",
        (f"{TESTS}test_committed_units_that_no_order_explains_count_as_unseen",),
    ),
    Guard(
        "an order explains no units that were counted before it",
        "domain/committed.py",
        " and _was_placed(order, at)",
        "",
        (f"{TESTS}test_an_order_does_not_explain_units_counted_before_it_was_placed",),
    ),
    Guard(
        "an order that is routed holds its units where it goes too",
        UNSEEN,
        "if not seen and order.routed_to is not None:",
        "if order.routed_to is not None and not order.stands:",
        (f"{TESTS}test_a_routed_sale_counts_at_both_warehouses_until_cin7_has_it",),
    ),
    Guard(
        "an order that several warehouses may send is off each of them",
        "domain/places.py",
        "for name in behind for p in self._with.get(name, (name,))",
        "for name in behind[:1] for p in self._with.get(name, (name,))",
        (f"{SEVERAL}test_an_order_is_off_every_shelf_that_may_send_it_until_cin7_says_which",),
    ),
    Guard(
        "a short warehouse is made up for by the others of its location",
        "domain/stock_places.py",
        "missing = (there - block.of(left)).sum(axis=1) + block.of(jointly)[:, 0]",
        "missing = block.of(jointly)[:, 0]",
        (
            f"{SEVERAL}test_the_location_shows_what_its_warehouses_can_bear_together",
            "tests/domain/test_domain_stock_places.py::"
            "test_a_location_shows_what_its_warehouses_bear_together",
        ),
    ),
    Guard(
        "units wait where they stand until the move is confirmed",
        UNSEEN,
        "not seen or order.routed_to not in (None, *behind)",
        "not seen",
        (
            f"{TESTS}test_a_move_that_is_pending_or_refused_holds_the_units_though_cin7_has_the_sale",
        ),
    ),
    Guard(
        "units that moved away since the counts were read are held there",
        UNSEEN,
        "if left != behind:",
        "if left == behind:",
        (f"{TESTS}test_moved_units_are_held_until_the_counts_are_read_after_the_move",),
    ),
    Guard(
        "units shipped before Cin7 knew of the sale are held",
        UNSEEN,
        "open_units(stand) if seen else open_units(stand) + _shipped_units(stand)",
        "open_units(stand)",
        (
            f"{TESTS}test_units_shipped_from_shopify_before_cin7_had_the_sale_are_still_unseen",
            "tests/flows/test_flows_review_stock.py::"
            "test_an_order_shipped_before_cin7s_figure_shows_it_is_not_sold_again",
        ),
    ),
    Guard(
        "units just let go wait for a figure from after it",
        UNSEEN,
        "for gone in () if seen else order.let_go:",
        "for gone in () if seen else order.let_go[:0]:",
        (
            f"{LET_GO}test_a_cancelled_orders_units_wait_for_a_figure_from_after_it",
            f"{LET_GO}test_refunded_units_wait_for_a_figure_from_after_it",
        ),
    ),
    Guard(
        "an answer older than a move does not take the move back",
        "domain/stands.py",
        "    if older_than_the_move:",
        "    if not older_than_the_move and told.location is None:",
        (
            "tests/domain/test_domain_stands.py::"
            "test_an_answer_older_than_the_move_does_not_take_it_back",
        ),
    ),
    Guard(
        "orders on hold hold their units",
        "ledger/orders_seen.py",
        ".where(col(Order.live).is_(True), col(Order.open).is_(True))",
        ".where(col(Order.live), col(Order.open), col(Order.stage) != Stage.HELD)",
        (
            "tests/flows/test_flows_guards_stock.py::"
            "test_a_held_order_that_somebody_ships_by_hand_is_not_sold_again",
        ),
    ),
    Guard(
        "an order that left a place unnoticed is read again",
        "tasks/stock_round.py",
        "strayed = await look_for_strays(shown)",
        "strayed = frozenset[str]()",
        (
            "tests/flows/test_flows_review_stock.py::"
            "test_parts_that_a_person_moves_are_found_though_no_search_tells_of_it",
        ),
    ),
    Guard(
        "an order moved to a location that we do not map hides no other",
        "tasks/unseen_now.py",
        "committed_in(shown.frame) + elsewhere",
        "committed_in(shown.frame)",
        (
            "tests/flows/test_flows_simulated_strays.py::"
            "test_nor_are_they_hidden_where_it_was_moved_to_a_location_that_we_do_not_map",
        ),
    ),
    Guard(
        "what stands at such a location for long is no order that was moved",
        "domain/unseen.py",
        "looked = look_again(before, lacking, found, known, look)",
        "looked = look_again(before, lacking, unexplained, known, look)",
        (
            "tests/flows/test_flows_simulated_strays.py::"
            "test_units_at_a_location_that_we_do_not_map_lower_no_count_for_long",
        ),
    ),
    Guard(
        "the counts are read again after Cin7 and before a write",
        "tasks/stock_round.py",
        "batches, moved = await still_true(batches, shown.frame)",
        "moved = frozenset[str]()",
        (
            "tests/flows/test_flows_sync_stock.py::"
            "test_goods_that_come_in_while_another_store_sells_are_not_promised_twice",
        ),
    ),
    Guard(
        "with a kit its components are looked at again",
        "tasks/confirming.py",
        "kin(kits, (row.sku for batch in batches for row in batch.rows))",
        "frozenset(row.sku for batch in batches for row in batch.rows)",
        (
            "tests/flows/test_flows_stock_rules.py::"
            "test_a_kit_sold_while_the_shelf_is_read_keeps_its_components_from_being_written",
        ),
    ),
    Guard(
        "a count is written only over the one that was read",
        "tasks/publishing.py",
        'change_from=row["shown"],',
        "change_from=None,",
        (
            "tests/flows/test_flows_sync_stock.py::"
            "test_a_sale_between_read_and_write_is_not_undone_and_the_other_rows_are_written",
        ),
    ),
    Guard(
        "one hot SKU does not keep the other rows from being written",
        "tasks/publishing.py",
        "rows = tuple(row for place, row in enumerate(rows) if place not in named)",
        "rows = ()",
        (
            "tests/flows/test_flows_sync_stock.py::"
            "test_a_sale_between_read_and_write_is_not_undone_and_the_other_rows_are_written",
        ),
    ),
    Guard(
        "what no order explained is held when it is gone before one did",
        UNSEEN,
        "((Claimed.UNEXPLAINED, unexplained), (Claimed.LET_GO, gone))",
        "((Claimed.UNEXPLAINED, unexplained),)",
        (f"{LET_GO}test_units_of_a_sale_that_was_called_off_before_anybody_found_it_wait_too",),
    ),
    Guard(
        "what a look found is kept for the next",
        "tasks/stock_round.py",
        "unexplained.keep(world.ledger, unseen.watched)",
        "unexplained.keep(world.ledger, ())",
        (f"{LET_GO}test_units_of_a_sale_that_was_called_off_before_anybody_found_it_wait_too",),
    ),
    Guard(
        "an order that somebody moved hides no units where it stood",
        "domain/committed.py",
        "lacking = units - explained[window] + min(hiding[window], elsewhere)",
        "lacking = units - explained[window]",
        (
            f"{LET_GO}test_an_order_moved_by_hand_hides_no_other_that_nobody_found_yet",
            "tests/domain/test_domain_watched.py::"
            "test_an_order_that_somebody_moved_hides_no_units_where_it_stood",
        ),
    ),
)
