"""What deciding a large catalogue costs: the plan alone, from frames already read."""

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import ceil
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time

import numpy as np
import pandas as pd

from domain.buffers import BufferRule, Combine, Cover
from domain.demand import Demand
from domain.kits import Recipe
from domain.matching import Product
from domain.peaks import Peak
from domain.rules import Rules, Warehouse
from domain.sharing import Mode, SharingRule
from domain.stock_plan import SHELF, SHOWN, plan
from domain.types import Sku, StoreName, WarehouseName, location_id
from domain.unseen import Unseen
from settings.load import load_rules
from tests.benchmarks.figures import Figure, Subject

SKUS = 100_000
PLACES = [WarehouseName(f"w{number}") for number in range(5)]
CHANGED = 2_500
AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
MOST_SECONDS, MOST_MIB = 5, 1024
"""What the issue allows, on two cores."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor, the process's most memory (MiB) before and after, and rows."""

    seconds: float
    before: float
    after: float
    rows: int
    changed: int
    batches: int


def measure(_: str) -> list[Subject]:
    """Each in a process of its own, so that memory is its own too."""
    told = []
    for title, rich in (("one rule", False), ("every kind of rule", True)):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            told.append(_subject(title, pool.submit(decide, rich).result()))
    return told


def decide(rich: bool) -> Cost:
    """Plan twice: everything anew, and then with 2,500 counts to change."""
    rules, products, demand = _rules(rich)
    skus = [Sku(f"SKU-{number:06d}") for number in range(SKUS)]
    shown, shelf = _frames(rules, skus)
    unseen = Unseen({}, {(PLACES[n % 5], skus[n * 7 % SKUS]): 2 for n in range(2_000)}, {})
    before = _most_memory()
    began = process_time()
    decided = plan(
        shown, shelf, unseen, rules, complete=True, at=AT, products=products, demand=demand
    )
    seconds = process_time() - began
    after = _most_memory()
    shown["available"] = decided.decided["promised"]
    shown.loc[: CHANGED - 1, "available"] += 1
    again = plan(
        shown, shelf, unseen, rules, complete=True, at=AT, products=products, demand=demand
    )
    batches = sum(1 for _ in again.batches())
    return Cost(seconds, before, after, len(shown), len(again.changes), batches)


def _subject(title: str, cost: Cost) -> Subject:
    note = f"{cost.rows:,} rows; least: the most that is allowed"
    frames = f"of them {cost.before:,.0f} MiB before it began, frames among them"
    return Subject(
        f"Plan of {SKUS:,} SKUs, {len(PLACES)} locations, two storefronts, {title}",
        (
            Figure("processor time", cost.seconds, "s", MOST_SECONDS, note),
            Figure("most memory", cost.after, "MiB", MOST_MIB, frames),
            Figure(
                f"writes for {cost.changed:,} changed counts",
                cost.batches,
                "calls",
                ceil(cost.changed / 250),
            ),
        ),
    )


def _most_memory() -> float:
    """MiB, of this process alone: Linux's ``ru_maxrss`` begins with what the parent had."""
    status = Path("/proc/self/status")
    if not status.exists():
        return getrusage(RUSAGE_SELF).ru_maxrss / 1024
    lines = status.read_text(encoding="ascii").splitlines()
    [most] = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(most) / 1024


def _frames(rules: Rules, skus: list[Sku]) -> tuple[pd.DataFrame, pd.DataFrame]:
    chance = np.random.default_rng(11)
    parts = []
    items = [f"gid://shopify/InventoryItem/{number}" for number in range(SKUS)]
    for store in rules.stores.values():
        for location in store.locations:
            part = pd.DataFrame({"item_id": items, "sku": skus})
            part["store"], part["location"] = store.name, location
            part["tracked"], part["stocked"], part["committed"] = True, True, 0
            part["available"] = chance.integers(0, 50, SKUS)
            parts.append(part[SHOWN])
    free = chance.integers(-2, 50, SKUS * len(PLACES)).astype(float)
    shelf = pd.DataFrame(
        {
            "warehouse": np.repeat(PLACES, SKUS),
            "sku": skus * len(PLACES),
            "on_hand": free + 3,
            "allocated": 3.0,
            "available": free,
        }
    )
    return pd.concat(parts, ignore_index=True), shelf[SHELF]


def _rules(rich: bool) -> tuple[Rules, Mapping[Sku, Product] | None, Demand | None]:
    base = load_rules(Path(__file__).resolve().parents[2] / "rules.toml")
    stores = {
        name: replace(
            store,
            locations={location_id(100 * at + n): (place,) for n, place in enumerate(PLACES)},
        )
        for at, (name, store) in enumerate(base.stores.items(), start=1)
    }
    warehouses = {name: Warehouse(name, name) for name in PLACES}
    rules = replace(
        base,
        stores=stores,
        warehouses=warehouses,
        buffers=(BufferRule(percent=Decimal(2), fixed=1),),
    )
    if not rich:
        return rules, None, None
    uk, eu = map(StoreName, ("uk", "eu"))
    alone = tuple(BufferRule(fixed=3, skus=(f"SKU-{n * 50:06d}",)) for n in range(1_000))
    like = tuple(BufferRule(fixed=2, skus=(f"SKU-0{n:02d}*",)) for n in range(20))
    other = (
        BufferRule(cover=Cover(20, 1), tag="fast"),
        BufferRule(percent=Decimal(5), category="Toys", floor=1, cap=40),
        BufferRule(percent=Decimal(5), fixed=1, combine=Combine.SUM, store=eu),
    )
    peak = Peak("sale", AT, AT + timedelta(days=3), (BufferRule(fixed=4, warehouse=PLACES[0]),))
    products = {
        Sku(f"SKU-{n:06d}"): Product(
            frozenset({"fast"} if n % 9 == 0 else ()), "Toys" if n % 5 else "Books"
        )
        for n in range(SKUS)
    }
    sold = {(uk, Sku(f"SKU-{n * 9:06d}")): n % 40 for n in range(SKUS // 9)}
    sharing = (
        SharingRule(Mode.SPLIT, shares={uk: 70, eu: 30}, warehouse=PLACES[1]),
        SharingRule(Mode.PRIORITY, order=(uk, eu), threshold=5, category="Books"),
    )
    kits = {
        Sku(f"SKU-{n * 90:06d}"): Recipe({Sku(f"SKU-{n * 90 + 1:06d}"): Decimal(2)})
        for n in range(1_000)
    }
    rich_rules = replace(
        rules,
        buffers=(*rules.buffers, *other, *alone, *like),
        peaks=(peak,),
        sharing=sharing,
        kits=kits,
        warehouses={name: replace(one, safety_stock=1) for name, one in warehouses.items()},
    )
    return rich_rules, products, Demand(sold, 7 * 86_400, 900)
