"""The most that the rules may keep back, as the sandbox's books understand it.

The books know a number of units and a share of the shelf, of which the greater holds, for a SKU of
a shop or for all of them. What our rules can do beside that is claimed as a share of 100: looser
than each row's own rule, for promises 5 and 8 only; promise 1 is reckoned without.
"""

from decimal import Decimal
from typing import Any

from domain.buffers import BufferRule, Combine
from domain.kits import kits_and_parts
from domain.rules import Rules, Store
from domain.sharing import Mode

ANYTHING = Decimal(100)


def held_back(rules: Rules) -> list[dict[str, Any]]:
    """A claim a shop, and one for each SKU whose shelf is not what it seems (kits)."""
    told = []
    for store in rules.stores.values():
        speaks = [rule for rule in rules.every_buffer if rule.store in (None, store.name)]
        safety = max(warehouse.safety_stock for warehouse in rules.warehouses.values())
        # Each warehouse behind a location keeps its own back.
        shelves = max(len(behind) for behind in store.locations.values())
        most = [_most(rule, safety, shelves) for rule in speaks] or [(safety * shelves, Decimal(0))]
        fixed = max(units for units, _ in most)
        percent = max(share for _, share in most)
        if _parted(rules):
            percent = ANYTHING
        if fixed or percent:
            told.append(_claim(store, "*", fixed, percent))
        told += [_claim(store, sku, 0, ANYTHING) for sku in sorted(kits_and_parts(rules.kits))]
    return told


def _most(rule: BufferRule, safety: int, shelves: int = 1) -> tuple[int, Decimal]:
    """Units, or percent of the shelf, beyond which a rule never keeps back from so many shelves."""
    if shelves > 1:
        units, share = _most(rule, safety)
        # A share is rounded up on each shelf.
        return units * shelves, ANYTHING if share else share
    if rule.cap is not None:
        return 0, ANYTHING
    cover = rule.cover.at_most if rule.cover else 0
    beside = rule.floor + safety
    if rule.combine is Combine.SUM:
        beside += rule.fixed + cover
        return beside, ANYTHING if rule.percent and beside else rule.percent
    return max(rule.fixed, cover) + beside, ANYTHING if rule.percent and beside else rule.percent


def _parted(rules: Rules) -> bool:
    """May a store see less of a shelf than Cin7 tells of it?"""
    shared = all(rule.mode is Mode.SHARED for rule in rules.sharing)
    return not shared or any(one.excluded_bins for one in rules.warehouses.values())


def _claim(store: Store, sku: str, fixed: int, percent: Decimal) -> dict[str, Any]:
    return {"shop": store.shop_domain, "sku": sku, "fixed": fixed, "percent": float(percent)}
