"""One round: labels and voids into the ledger, then every order whose parcels need something."""

from collections.abc import Iterable
from dataclasses import dataclass

from clients.errors import ClientError, Denied, Throttled, Unreachable
from domain.parcels import is_overdue, next_step
from ledger import orders, parcels
from ledger.models import Order, Parcel
from tasks import news
from tasks.doubts import settle_doubts
from tasks.exceptions import Trouble, gone_since, tell
from tasks.news import parcels_heard_until
from tasks.outside import outside
from tasks.returning import OrderWork, work_on
from tasks.returning_labels import FLOW, read_labels, say_not_relabelled
from tasks.returning_report import ParcelLine, ReturnReport
from tasks.returning_steps import Done, facts
from tasks.returning_told import BESIDE

TROUBLES = (
    Trouble.FULFILMENT_REFUSED,
    Trouble.LEG_REFUSED,
    Trouble.PARCEL_UNMATCHED,
    Trouble.NOT_RELABELLED,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a round looks at."""

    stores: tuple[str, ...]
    orders: frozenset[str] | None = None
    """Order names; None for all."""
    dry_run: bool = False
    whole: bool = True
    """All stores and orders, and no dry run: what was not met again is gone."""


async def return_round(wanted: Wanted) -> ReturnReport:
    """Tell every parcel once, to the customer and to Cin7, and put right what changed since.

    Safe to run twice, and beside another run. One order's trouble does not keep the others waiting;
    a system that is out of reach is left alone for the rest of the round.

    Raises:
        ClientError: Labels could not be read, or a system was out of reach; what was done is
            written down.
    """
    world = outside()
    if world.desk is None:
        return ReturnReport(desk=False)
    began = world.now()
    read = await read_labels()
    if wanted.dry_run:
        return ReturnReport(parcels=tuple(_would(wanted)), labels=read)
    await settle_doubts(FLOW)
    lines, away = await _work(wanted)
    _look_for_labels(wanted)
    parcels_heard_until(began)
    if away is not None:
        raise away
    if wanted.whole:
        news.parcels_heard_until(began)
        gone_since(TROUBLES, began)
    return ReturnReport(parcels=tuple(lines), labels=read)


async def _work(wanted: Wanted) -> tuple[list[ParcelLine], ClientError | None]:
    """Work on each order; beside the lines, the first error of a system out of reach."""
    lines: list[ParcelLine] = []
    without: dict[str, set[str]] = {}
    away: ClientError | None = None
    for order in _orders(wanted, parcels.to_work_on(outside().ledger)):
        out = without.get("", set()) | without.get(order.store, set())
        name = f"{order.store} {order.name}"
        work = OrderWork(name, order.store, order.order_id, frozenset(out))
        try:
            done = await work_on(work)
        except (Unreachable, Throttled, Denied) as error:
            away = away or error
            shop = order.store if error.system == "shopify" else ""
            without.setdefault(shop, set()).add(error.system)
            continue
        except ClientError as error:
            _say_stuck(order, error)
            continue
        lines += _lines(order, done)
    return lines, away


def _orders(wanted: Wanted, rows: Iterable[Parcel]) -> list[Order]:
    """The orders of these parcels that were asked for, each once, in the order of their labels."""
    found: dict[tuple[str, int], Order] = {}
    for row in rows:
        key = (row.store, row.order_id)
        if key in found or row.store not in wanted.stores:
            continue
        order = orders.get(outside().ledger, *key)
        if order is not None and (wanted.orders is None or order.name in wanted.orders):
            found[key] = order
    return list(found.values())


def _lines(order: Order, done: Iterable[Done]) -> list[ParcelLine]:
    known = {
        row.label_id: row for row in parcels.of_order(outside().ledger, order.store, order.order_id)
    }
    lines = []
    for each in done:
        row = known[each.label_id]
        told = row.told_at if each.became == "told" else None
        lines.append(
            ParcelLine(
                f"{order.store} {order.name}",
                row.label_id,
                row.carrier_code,
                ", ".join(row.tracking),
                each.became,
                each.because,
                None if told is None else (told - row.bought_at).total_seconds(),
            )
        )
    return lines


def _would(wanted: Wanted) -> list[ParcelLine]:
    """What a run would do first with each parcel."""
    rows = parcels.to_work_on(outside().ledger)
    names = {(o.store, o.order_id): f"{o.store} {o.name}" for o in _orders(wanted, rows)}
    lines = []
    for row in rows:
        if (row.store, row.order_id) in names:
            needs = next_step(facts(row))
            lines.append(
                ParcelLine(
                    names[row.store, row.order_id],
                    row.label_id,
                    row.carrier_code,
                    ", ".join(row.tracking),
                    f"would {needs.step.value}",
                    needs.because,
                )
            )
    return lines


def _look_for_labels(wanted: Wanted) -> None:
    """Say which customers were told of a label that is void and was not bought again."""
    world = outside()
    for row in parcels.untold_waiting(world.ledger):
        order = orders.get(world.ledger, row.store, row.order_id)
        if order is None or not order.live or order.stage in BESIDE or row.voided_at is None:
            continue
        if row.store not in wanted.stores:
            continue
        if is_overdue(row.voided_at, world.now(), world.rules.shipping.relabel_seconds):
            say_not_relabelled(row, f"{order.store} {order.name}", order.name)


def _say_stuck(order: Order, error: ClientError) -> None:
    """An answer that nobody foresaw: this order waits for a person, the others go on."""
    name = f"{order.store} {order.name}"
    tell(
        Trouble.LEG_REFUSED if error.system == "cin7" else Trouble.FULFILMENT_REFUSED,
        name,
        f"The parcels of {name} can't be worked on: {error}",
        "Look at the answer in the run's log; it is tried again at every run.",
        flow=FLOW,
        detail={"store": order.store, "order": order.name, "order_id": order.order_id},
    )
