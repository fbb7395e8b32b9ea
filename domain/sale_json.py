"""A sale's draft as plain JSON for the ledger, and back, with nothing lost."""

from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from domain.codes import ChargeKind
from domain.sales import SaleCharge, SaleDraft, SaleLine

MONEY = ("price", "tax", "total")


def to_dict(draft: SaleDraft) -> dict[str, Any]:
    """Write a draft as values that JSON knows; equal drafts give equal values."""
    told = asdict(draft)
    told["placed_at"] = draft.placed_at.astimezone(UTC).isoformat()
    for name in ("before_tax", "tax", "total"):
        told[name] = str(told[name])
    for part in ("lines", "charges"):
        told[part] = [_plain(line) for line in told[part]]
    return told


def from_dict(told: dict[str, Any]) -> SaleDraft:
    """Read a draft back; lines written before they kept Shopify's line id have an empty one.

    Raises:
        KeyError: It is not a draft of ours.
    """
    return SaleDraft(
        **{
            **told,
            "placed_at": datetime.fromisoformat(told["placed_at"]),
            "before_tax": Decimal(told["before_tax"]),
            "tax": Decimal(told["tax"]),
            "total": Decimal(told["total"]),
            "lines": tuple(SaleLine(**_money(line)) for line in told["lines"]),
            "charges": tuple(
                SaleCharge(**{**_money(charge), "kind": ChargeKind(charge["kind"])})
                for charge in told["charges"]
            ),
        }
    )


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    return {key: str(value) if key in (*MONEY, "kind") else value for key, value in line.items()}


def _money(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, **{key: Decimal(line[key]) for key in MONEY}}
