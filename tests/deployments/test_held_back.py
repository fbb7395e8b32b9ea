"""What the books are told of buffers is never tighter than what the rules do."""

from dataclasses import replace
from decimal import Decimal
from math import ceil
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from deployments.held_back import held_back
from domain.buffers import BufferRule, Combine, Cover
from domain.kits import Recipe
from domain.peaks import Peak
from domain.sharing import Mode, SharingRule
from domain.stock import promise
from domain.types import StoreName, location_id
from settings.load import load_rules
from tests.town import MORNING

RULES = load_rules(Path(__file__).resolve().parents[2] / "rules.toml")
BUFFERS = st.builds(
    BufferRule,
    percent=st.sampled_from([Decimal(0), Decimal(7)]),
    fixed=st.integers(0, 5),
    combine=st.sampled_from(Combine),
    cover=st.none() | st.builds(Cover, at_most=st.integers(2, 9)),
    floor=st.integers(0, 4),
    cap=st.none() | st.integers(0, 30),
)


def test_the_demos_claim_is_what_it_was() -> None:
    assert held_back(RULES) == [
        {"shop": "uk.myshopify.example", "sku": "*", "fixed": 0, "percent": 5.0},
        {"shop": "eu.myshopify.example", "sku": "*", "fixed": 1, "percent": 0.0},
    ]


@settings(deadline=None)
@given(BUFFERS, BUFFERS, st.integers(0, 3), st.integers(0, 60), st.integers(0, 9))
def test_no_rule_keeps_back_more_than_is_claimed(
    everyday: BufferRule, peak: BufferRule, safety: int, on_hand: int, expected: int
) -> None:
    warehouses = {
        name: replace(each, safety_stock=safety) for name, each in RULES.warehouses.items()
    }
    later = MORNING.replace(hour=23)
    rules = replace(
        RULES,
        buffers=(everyday,),
        peaks=(Peak("p", MORNING, later, (peak,)),),
        warehouses=warehouses,
    )
    claimed = {one["shop"]: one for one in held_back(rules) if one["sku"] == "*"}
    one = claimed.get("uk.myshopify.example", {"fixed": 0, "percent": 0.0})
    most = max(one["fixed"], ceil(on_hand * one["percent"] / 100))
    for rule in (everyday, peak):
        told = promise(
            on_hand=on_hand,
            available=on_hand,
            unseen=0,
            rule=rule,
            safety=safety,
            expected=expected,
        )
        assert on_hand - told.promised <= most


@settings(deadline=None)
@given(BUFFERS, st.integers(0, 3), st.integers(0, 60), st.integers(0, 60), st.integers(0, 9))
def test_several_warehouses_behind_a_location_each_keep_their_own_back(
    rule: BufferRule, safety: int, main: int, north: int, expected: int
) -> None:
    uk = RULES.stores[StoreName("uk")]
    rules = replace(
        RULES,
        buffers=(rule,),
        stores={**RULES.stores, uk.name: replace(uk, locations={location_id(101): uk.warehouses})},
        warehouses={n: replace(one, safety_stock=safety) for n, one in RULES.warehouses.items()},
    )
    claimed = {one["shop"]: one for one in held_back(rules) if one["sku"] == "*"}
    one = claimed.get(uk.shop_domain, {"fixed": 0, "percent": 0.0})
    most = max(one["fixed"], ceil((main + north) * one["percent"] / 100))
    kept = 0
    for units in (main, north):
        told = promise(
            on_hand=units, available=units, unseen=0, rule=rule, safety=safety, expected=expected
        )
        kept += units - told.promised
    assert kept <= most


def test_of_a_shelf_in_parts_and_of_kits_anything_may_be_kept_back() -> None:
    parted = replace(RULES, sharing=(SharingRule(Mode.SPLIT, {"uk": 100}),))
    assert {one["percent"] for one in held_back(parted)} == {100.0}
    kits = held_back(replace(RULES, kits={"BOX": Recipe({"A": Decimal(1)})}))
    assert {one["sku"] for one in kits if one["percent"] == 100.0} == {"A", "BOX"}
