"""Which rule holds for every row of a catalogue at once; the rule itself is `domain.matching`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from domain.matching import Level, Product, Speaks, base_level, height
from domain.patterns import as_expression, is_pattern
from domain.types import Sku

Numbers = npt.NDArray[np.int64]

NAMES = 1_000
"""More than any `height`: a rule of an earlier layer beats every rule of a later one."""


class Rows:
    """Rows of store, warehouse and SKU, so sorted that the few a rule speaks of are found at once.

    Args:
        rows: Columns store, warehouse, sku.
        products: What is told of products; None when no rule needs it.
    """

    def __init__(self, rows: pd.DataFrame, products: Mapping[Sku, Product] | None = None) -> None:
        self.count = len(rows)
        self.place, names = pd.factorize(rows["sku"])
        self.skus = pd.Index(names)
        self._products = products or {}
        self._store, stores = pd.factorize(rows["store"])
        self._warehouse, warehouses = pd.factorize(rows["warehouse"])
        self._stores = {str(name): code for code, name in enumerate(stores)}
        self._warehouses = {str(name): code for code, name in enumerate(warehouses)}

    def chosen(self, layers: Sequence[Sequence[Speaks]]) -> Numbers:
        """For each row the number of the rule that holds, counted through all layers; -1: none."""
        best = np.full(self.count, -1, dtype=np.int64)
        chosen = np.full(self.count, -1, dtype=np.int64)
        number = 0
        for depth, rules in enumerate(layers):
            above = (len(layers) - depth) * NAMES
            for rule in rules:
                for where, level in self._spoken_of(rule):
                    rank = above + height(rule, level)
                    wins = where[best[where] < rank]
                    best[wins], chosen[wins] = rank, number
                number += 1
        return chosen

    def _spoken_of(self, rule: Speaks) -> Iterator[tuple[Numbers, Level]]:
        """Rows that a rule speaks of, with how closely."""
        for codes, level in self._products_of(rule):
            where = np.arange(self.count) if codes is None else self._with_codes(codes)
            if rule.store is not None:
                where = where[self._store[where] == self._stores.get(rule.store, -1)]
            if rule.warehouse is not None:
                where = where[self._warehouse[where] == self._warehouses.get(rule.warehouse, -1)]
            yield where, level

    def _products_of(self, rule: Speaks) -> Iterator[tuple[Numbers | None, Level]]:
        """Codes of the SKUs that a rule speaks of, the closest first; None for all of them."""
        fit = self._described(rule)
        if rule.skus is None:
            yield fit, base_level(rule)
            return
        exact = self.skus.get_indexer([sku for sku in dict.fromkeys(rule.skus)])
        yield _both(exact[exact >= 0], fit), Level.SKU
        patterns = [as_expression(each) for each in rule.skus if is_pattern(each)]
        if patterns:
            any_of = re.compile("|".join(f"(?:{each})" for each in patterns))
            found = [n for n, sku in enumerate(self.skus) if any_of.match(sku)]
            yield _both(np.array(found, dtype=np.int64), fit), Level.PATTERN

    def _described(self, rule: Speaks) -> Numbers | None:
        if rule.tag is None and rule.brand is None and rule.category is None:
            return None
        fitting = [
            sku
            for sku, product in self._products.items()
            if (rule.tag is None or rule.tag in product.tags)
            and rule.brand in (None, product.brand)
            and rule.category in (None, product.category)
        ]
        codes = self.skus.get_indexer(fitting)
        return np.asarray(codes[codes >= 0], dtype=np.int64)

    def _with_codes(self, codes: Numbers) -> Numbers:
        order, starts = self._sorted
        spans = [order[starts[code] : starts[code + 1]] for code in codes]
        return np.concatenate(spans) if spans else np.empty(0, dtype=np.int64)

    @cached_property
    def _sorted(self) -> tuple[Numbers, Numbers]:
        order = np.argsort(self.place, kind="stable")
        starts = np.searchsorted(self.place[order], np.arange(len(self.skus) + 1))
        return order, starts


def _both(codes: Numbers, fit: Numbers | None) -> Numbers:
    return codes if fit is None else codes[np.isin(codes, fit)]
