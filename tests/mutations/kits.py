"""Promise 1: kits, what they are made of and what they are opened for stand on the same units."""

from tests.mutations.guard import Guard

BORNE = "domain/kits_borne.py"
OPENED = "tests/domain/test_domain_kits_opened.py::"
PACKS = "tests/flows/test_flows_packs_of_cin7.py::"

GUARDS = (
    Guard(
        "a kit that is sold takes its components",
        BORNE,
        "need[part] += -(-begun * int(units * UNIT) // UNIT)",
        "need[part] += 0 * begun",
        (
            "tests/domain/test_domain_kits.py::"
            "test_a_kit_sold_and_not_seen_takes_its_components_from_everybody",
        ),
    ),
    Guard(
        "a kit nobody can take apart shows only what stands finished",
        BORNE,
        "        if at[kit].derived:",
        "        if not recipe.parts:\n"
        "            bears = at[kit].available - sold\n"
        "        elif at[kit].derived:",
        (
            "tests/flows/test_flows_kits_of_cin7.py::"
            "test_a_kit_whose_components_cin7_does_not_tell_shows_what_stands_finished",
            "tests/domain/test_domain_bills.py::"
            "test_a_bill_that_does_not_say_it_promises_only_what_stands_finished",
        ),
    ),
    Guard(
        "a build that makes several takes its components whole",
        "domain/kits.py",
        "return -(-short // self.makes) if",
        "return short // self.makes if",
        (
            "tests/domain/test_domain_kits.py::"
            "test_a_carton_is_opened_whole_and_what_is_left_of_it_can_be_sold",
        ),
    ),
    Guard(
        "what Cin7 derives is not added to a kit's own shelf",
        BORNE,
        "bears = at[kit].own - sold + builds * recipe.makes * UNIT",
        "bears = at[kit].available - sold + builds * recipe.makes * UNIT\n"
        "        told = at[kit].available\n"
        "        at = {**at, kit: Stands(told, 0, told)}",
        (
            "tests/flows/test_flows_kits_of_cin7.py::"
            "test_a_kit_of_cin7_shows_what_its_components_make_and_no_unit_of_it_twice",
        ),
    ),
    Guard(
        "a round reckons with Cin7's kits",
        "ledger/bills.py",
        "return known_kits(rules.kits, map(bill_of, every(ledger) if rules.boms else ()))",
        "return known_kits(rules.kits, ())",
        (
            "tests/flows/test_flows_kits_of_cin7.py::"
            "test_a_kit_sold_in_one_store_lowers_its_components_in_the_other_before_cin7_knows",
        ),
    ),
    Guard(
        "a case that is sold gives no singles",
        BORNE,
        "max(0, at[kit].own - (need[kit] + safety) * UNIT) // UNIT",
        "max(0, at[kit].own) // UNIT",
        (
            f"{PACKS}"
            "test_a_case_sold_in_one_store_takes_its_singles_from_the_other_before_cin7_knows",
        ),
    ),
    Guard(
        "singles that do not stand alone have opened a case",
        BORNE,
        "builds -= max(0, *gone, 0)",
        "builds -= 0 * max(0, *gone, 0)",
        (f"{PACKS}test_singles_sold_beyond_those_that_stand_alone_open_a_case_before_cin7_knows",),
    ),
    Guard(
        "no more singles than Cin7 tells",
        BORNE,
        "= min(there.own + given[part], most) // UNIT",
        "= (there.own + given[part]) // UNIT",
        (f"{PACKS}test_a_tenant_that_opens_cases_and_does_not_tell_so_shows_what_stands_alone",),
    ),
    Guard(
        "what no bill explains is not promised",
        "domain/stock_plan.py",
        "without_surplus(shelf, rules.kits) if rules.boms else (shelf, None)",
        "(shelf, None)",
        (
            f"{OPENED}test_what_cin7_tells_beyond_the_shelf_is_promised_by_nobody_"
            "unless_a_bill_explains_it",
        ),
    ),
    Guard(
        "what Cin7 opens by itself is a kit, too",
        "tasks/cin7_bills.py",
        "if not (one.auto_assembly or one.auto_disassembly):",
        "if not one.auto_assembly:",
        (f"{PACKS}test_a_case_that_nobody_packs_is_opened_all_the_same",),
    ),
    Guard(
        "kits that one warehouse owes are missing from the others behind its location",
        BORNE,
        "left[kit] // UNIT + need[kit]",
        "max(0, left[kit]) // UNIT + need[kit]",
        (
            "tests/domain/test_domain_stock_places.py::"
            "test_kits_that_one_warehouse_has_sold_and_can_not_make_are_missing_from_the_others",
        ),
    ),
)
