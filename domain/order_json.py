"""An order as text for the ledger, and back, with nothing lost.

Money keeps its digits (text, not a float), times keep their microseconds and come back as UTC.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from domain.orders import LetGo, ShippingCharge, ShopLine, ShopOrder, Stand, StandLine


def to_json(order: ShopOrder) -> str:
    """Write an order as JSON text; equal orders give equal text."""
    return json.dumps(asdict(order), default=_plain, sort_keys=True, ensure_ascii=False)


def from_json(text: str) -> ShopOrder:
    """Read an order back; what a row written before did not hold yet has its default.

    Raises:
        KeyError: The text is not an order of ours.
    """
    told: dict[str, Any] = json.loads(text)
    return ShopOrder(
        **{
            **told,
            "placed_at": _time(told["placed_at"]),
            "updated_at": _time(told["updated_at"]),
            "lines": tuple(_line(line) for line in told["lines"]),
            "shipping": tuple(_charge(charge) for charge in told["shipping"]),
            "stands": tuple(_stand(stand) for stand in told["stands"]),
            "let_go": tuple(_let_go(one) for one in told.get("let_go", ())),
        }
    )


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"an order holds no {type(value).__name__}")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _line(told: dict[str, Any]) -> ShopLine:
    return ShopLine(
        **{**told, "unit_price": Decimal(told["unit_price"]), "tax": Decimal(told["tax"])}
    )


def _charge(told: dict[str, Any]) -> ShippingCharge:
    return ShippingCharge(told["title"], Decimal(told["price"]), Decimal(told["tax"]))


def _let_go(told: dict[str, Any]) -> LetGo:
    return LetGo(**{**told, "at": _time(told["at"])})


def _stand(told: dict[str, Any]) -> Stand:
    moved_at = told["moved_at"]
    return Stand(
        **{
            **told,
            "units": tuple(StandLine(**line) for line in told["units"]),
            "moved_at": None if moved_at is None else _time(moved_at),
        }
    )
