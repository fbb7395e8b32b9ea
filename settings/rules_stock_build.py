"""The tables of stock rules in the domain's own words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from domain.buffers import BufferRule, Combine, Cover
from domain.kits import Kits, Recipe
from domain.peaks import Peak
from domain.rules import Measuring
from domain.sharing import Mode, SharingRule
from domain.types import Sku, StoreName, WarehouseName
from settings.rules_peaks import ends, starts
from settings.rules_stock_file import BufferTable, DemandTable, PeakTable, SharingTable


def buffers_of(tables: Sequence[BufferTable]) -> tuple[BufferRule, ...]:
    """``[[buffers]]``, as they stand in the file."""
    return tuple(
        BufferRule(
            percent=table.percent,
            fixed=table.fixed,
            store=None if table.store is None else StoreName(table.store),
            warehouse=_warehouse(table.warehouse),
            skus=table.skus,
            combine=Combine(table.combine),
            cover=Cover(table.cover.at_most, table.cover.at_least) if table.cover else None,
            floor=table.floor,
            cap=table.cap,
            exact=table.exact,
            tag=table.tag,
            brand=table.brand,
            category=table.category,
            name=table.name,
        )
        for table in tables
    )


def peaks_of(tables: Sequence[PeakTable]) -> tuple[Peak, ...]:
    """``[[peaks]]``, their local times made moments."""
    return tuple(
        Peak(table.name, starts(table), ends(table), buffers_of(table.buffers)) for table in tables
    )


def sharing_of(tables: Sequence[SharingTable]) -> tuple[SharingRule, ...]:
    """``[[sharing]]``, as they stand in the file."""
    return tuple(
        SharingRule(
            mode=Mode(table.mode),
            shares={StoreName(store): share for store, share in table.shares.items()},
            reserved={StoreName(store): units for store, units in table.reserved.items()},
            order=tuple(StoreName(store) for store in table.order),
            threshold=table.threshold,
            warehouse=_warehouse(table.warehouse),
            skus=table.skus,
            tag=table.tag,
            brand=table.brand,
            category=table.category,
            name=table.name,
        )
        for table in tables
    )


def kits_of(tables: Mapping[str, Mapping[str, Decimal]]) -> Kits:
    """``[kits]``: recipes by SKU."""
    return {
        Sku(kit): Recipe({Sku(part): units for part, units in recipe.items()})
        for kit, recipe in tables.items()
    }


def measuring_of(table: DemandTable) -> Measuring:
    """``[demand]``."""
    return Measuring(table.window_hours * 3_600, table.delay_percent, table.delay_seconds)


def _warehouse(name: str | None) -> WarehouseName | None:
    return None if name is None else WarehouseName(name)
