"""Pick, pack and ship: the three stages of a leg as effects, and a corrected number on it."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from clients.errors import Rejected
from domain.carriers import company_for
from domain.types import WarehouseName
from ledger.models import Effect, EffectKind, Order, Parcel
from tasks.effects import Deed
from tasks.outside import outside
from tasks.papers import Leg
from tasks.returning_looks import look_for_pack, look_for_pick, look_for_ship
from tasks.returning_steps import detail_of, subject_of_label

Act = Callable[[Effect], Awaitable[None]]
Look = Callable[[Effect], Awaitable[str | None]]
STAGES = (EffectKind.PICK, EffectKind.PACK, EffectKind.SHIP)


def stages(
    row: Parcel, order: Order, leg: Leg, keys: dict[EffectKind, str]
) -> list[tuple[EffectKind, bool, Deed]]:
    """(stage, whether it stands, its effect); a box that is packed keeps its name."""
    box = leg.boxes[0] if leg.packed and leg.boxes else row.label_id
    detail = {**leg_detail(row, order, leg), "box": box}
    told: list[tuple[EffectKind, bool, bool, Act, Look]] = [
        (EffectKind.PICK, leg.picked, bool(leg.lines), _pick, look_for_pick),
        (EffectKind.PACK, leg.packed, bool(leg.boxes), _pack, look_for_pack),
        (EffectKind.SHIP, leg.shipped, bool(leg.tracking), _ship, look_for_ship),
    ]
    return [
        (
            kind,
            stands,
            Deed(
                kind,
                keys[kind],
                subject=subject_of_label(row, order),
                detail={**detail, "again": again},
                act=_unless_it_stands(act, look),
                look=look,
            ),
        )
        for kind, stands, again, act, look in told
    ]


def _unless_it_stands(act: Act, look: Look) -> Callable[[Effect], Awaitable[str]]:
    """Do it; a refusal may mean that an earlier try has landed since it was looked for."""

    async def done(effect: Effect) -> str:
        try:
            await act(effect)
        except Rejected:
            if await look(effect) is None:
                raise
        return str(effect.detail["leg"])

    return done


def leg_detail(row: Parcel, order: Order, leg: Leg) -> dict[str, Any]:
    """What each effect of a leg keeps."""
    company = company_for(row.carrier_code, outside().rules.shipping.companies)
    return {
        **detail_of(row),
        "sale": order.sale_id,
        "leg": leg.task_id,
        "warehouse": order.routed_to,
        "units": dict(units_of(row)),
        "carrier": company.name,
        "tracking": list(row.tracking),
    }


def units_of(row: Parcel) -> Counter[str]:
    """Units in the parcel by SKU."""
    units: Counter[str] = Counter()
    for line in row.lines:
        units[str(line["sku"])] += int(line["units"])
    return units


async def _pick(effect: Effect) -> None:
    told = effect.detail
    place = WarehouseName(str(told["warehouse"]))
    await outside().inventory.pick(
        str(told["leg"]), place, told["units"], again=bool(told["again"])
    )


async def _pack(effect: Effect) -> None:
    told = effect.detail
    place = WarehouseName(str(told["warehouse"]))
    await outside().inventory.pack(
        str(told["leg"]), place, str(told["box"]), told["units"], again=bool(told["again"])
    )


async def _ship(effect: Effect) -> None:
    told = effect.detail
    await outside().inventory.ship(
        str(told["leg"]),
        str(told["box"]),
        carrier=str(told["carrier"]),
        tracking=", ".join(told["tracking"]),
        on=outside().now().date(),
        again=bool(told["again"]),
    )


async def correct(effect: Effect) -> str:
    """Say another tracking number for the box of a shipped leg."""
    told = effect.detail
    await outside().inventory.correct_tracking(
        str(told["leg"]),
        str(told["box"]),
        carrier=str(told["carrier"]),
        tracking=", ".join(told["tracking"]),
        on=outside().now().date(),
    )
    return str(told["leg"])
