"""Which method and path is answered by what."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.shipstation import wire
from sandbox.shipstation.errors import Json, Refusal, bad_field, missing, unknown
from sandbox.shipstation.label import Label
from sandbox.shipstation.shipment import Shipment

if TYPE_CHECKING:
    from sandbox.shipstation.state import ShipStation


@dataclass(frozen=True, slots=True)
class Ask:
    """A call, apart from HTTP; ``wanted`` is the id in the path."""

    params: Mapping[str, str]
    body: Mapping[str, Json]
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said, the id that a ledger would know the call by, and the status."""

    body: Json = None
    ref: str = ""
    status: int = 200


Handler = Callable[["ShipStation", Ask], Answer]

# -- shipments -------------------------------------------------------------------------------


def _create_shipments(station: "ShipStation", ask: Ask) -> Answer:
    rows = ask.body.get("shipments")
    if not isinstance(rows, list) or not rows:
        raise missing("shipments")
    if len(rows) > station.ground.switches.create_batch_most:
        raise bad_field("shipments", "too many shipments in one call", len(rows))
    answered, made = station.shipments.create(rows)
    errors = any(row["errors"] for row in answered)
    return Answer(
        {"has_errors": errors, "shipments": answered},
        ",".join(shipment.shipment_id for shipment in made),
    )


def _list_shipments(station: "ShipStation", ask: Ask) -> Answer:
    params = ask.params
    found = [
        one
        for one in station.shipments
        if _shipment_fits(one, params) and _between(one, params) and _seen(station, one)
    ]
    by = params.get("sort_by", "created_at")
    found.sort(key=lambda one: one.modified_at if by == "modified_at" else one.created_at)
    if params.get("sort_dir", "desc") == "desc":
        found.reverse()
    return _page(station, "shipments", [station.shipments.row(one) for one in found], params)


def _shipment_fits(one: Shipment, params: Mapping[str, str]) -> bool:
    ship_to = one.body.get("ship_to")
    name = str(ship_to.get("name") or "") if isinstance(ship_to, dict) else ""
    keyword = params.get("item_keyword", "").casefold()
    items = " ".join(f"{item.get('sku')} {item.get('name')}" for item in one.items).casefold()
    return (
        _equal(params, "shipment_status", one.status)
        and _equal(params, "shipment_number", one.number)
        and _equal(params, "external_shipment_id", one.external_id or "")
        and _equal(params, "import_batch_id", one.import_batch_id)
        and _equal(params, "store_id", str(one.body.get("store_id") or ""))
        and params.get("ship_to_name", "").casefold() in name.casefold()
        and keyword in items
    )


def _get_shipment(station: "ShipStation", ask: Ask) -> Answer:
    return Answer(station.shipments.row(station.shipments.get(ask.wanted)), ask.wanted)


def _get_by_external_id(station: "ShipStation", ask: Ask) -> Answer:
    shipment = station.shipments.by_external_id(ask.wanted)
    return Answer(station.shipments.row(shipment), shipment.shipment_id)


def _update_shipment(station: "ShipStation", ask: Ask) -> Answer:
    shipment = station.shipments.update(ask.wanted, ask.body)
    return Answer(station.shipments.row(shipment), ask.wanted)


def _cancel_shipment(station: "ShipStation", ask: Ask) -> Answer:
    station.shipments.cancel(ask.wanted)
    return Answer(None, ask.wanted, 204)


# -- labels ----------------------------------------------------------------------------------


def _buy_label(station: "ShipStation", ask: Ask) -> Answer:
    label = station.labels.buy([ask.wanted])[0]
    return Answer(station.labels.to_json(label), label.label_id)


def _list_labels(station: "ShipStation", ask: Ask) -> Answer:
    params = ask.params
    found = [
        one
        for one in station.labels
        if _label_fits(one, params) and _between(one, params) and _seen(station, one)
    ]
    if params.get("sort_dir", "desc") == "desc":
        found.reverse()
    return _page(station, "labels", [station.labels.to_json(one) for one in found], params)


def _label_fits(one: Label, params: Mapping[str, str]) -> bool:
    number = params.get("tracking_number")
    return (
        _equal(params, "label_status", one.status)
        and _equal(params, "service_code", one.service_code)
        and _equal(params, "carrier_id", one.carrier.carrier_id)
        and _equal(params, "batch_id", one.batch_id)
        and _equal(params, "shipment_id", one.shipment.shipment_id)
        and _equal(params, "warehouse_id", str(one.shipment.body.get("warehouse_id") or ""))
        and (not number or number in one.tracking_numbers)
    )


def _get_label(station: "ShipStation", ask: Ask) -> Answer:
    return Answer(station.labels.to_json(station.labels.get(ask.wanted)), ask.wanted)


def _void_label(station: "ShipStation", ask: Ask) -> Answer:
    return Answer(station.labels.void(ask.wanted), ask.wanted)


def _track_label(station: "ShipStation", ask: Ask) -> Answer:
    return Answer(station.labels.tracking(ask.wanted), ask.wanted)


# -- places and webhooks -----------------------------------------------------------------------


def _list_warehouses(station: "ShipStation", ask: Ask) -> Answer:
    rows = [one.to_json() for one in station.warehouses.values()]
    return _page(station, "warehouses", rows, ask.params)


def _get_warehouse(station: "ShipStation", ask: Ask) -> Answer:
    warehouse = station.warehouses.get(ask.wanted)
    if warehouse is None:
        raise unknown("warehouse", ask.wanted)
    return Answer(warehouse.to_json(), ask.wanted)


def _list_carriers(station: "ShipStation", ask: Ask) -> Answer:
    return Answer({"carriers": [one.to_json() for one in station.carriers.values()]})


def _get_carrier(station: "ShipStation", ask: Ask) -> Answer:
    carrier = station.carriers.get(ask.wanted)
    if carrier is None:
        raise unknown("carrier", ask.wanted)
    return Answer(carrier.to_json(), ask.wanted)


def _list_services(station: "ShipStation", ask: Ask) -> Answer:
    carrier = station.carriers.get(ask.wanted)
    if carrier is None:
        raise unknown("carrier", ask.wanted)
    return Answer({"services": carrier.services_json()}, ask.wanted)


def _list_webhooks(station: "ShipStation", ask: Ask) -> Answer:
    return Answer(station.hooks.listed())


def _create_webhook(station: "ShipStation", ask: Ask) -> Answer:
    hook = station.hooks.create(ask.body)
    return Answer(hook.to_json(), hook.webhook_id)


def _get_webhook(station: "ShipStation", ask: Ask) -> Answer:
    return Answer(station.hooks.get(ask.wanted).to_json(), ask.wanted)


def _update_webhook(station: "ShipStation", ask: Ask) -> Answer:
    station.hooks.update(ask.wanted, ask.body)
    return Answer(None, ask.wanted, 204)


def _delete_webhook(station: "ShipStation", ask: Ask) -> Answer:
    station.hooks.delete(ask.wanted)
    return Answer(None, ask.wanted, 204)


TABLE: dict[str, dict[str, Handler]] = {
    "shipments": {"GET": _list_shipments, "POST": _create_shipments},
    "shipments/external_shipment_id/{external_shipment_id}": {"GET": _get_by_external_id},
    "shipments/{shipment_id}": {"GET": _get_shipment, "PUT": _update_shipment},
    "shipments/{shipment_id}/cancel": {"PUT": _cancel_shipment},
    "labels": {"GET": _list_labels},
    "labels/shipment/{shipment_id}": {"POST": _buy_label},
    "labels/{label_id}": {"GET": _get_label},
    "labels/{label_id}/void": {"PUT": _void_label},
    "labels/{label_id}/track": {"GET": _track_label},
    "warehouses": {"GET": _list_warehouses},
    "warehouses/{warehouse_id}": {"GET": _get_warehouse},
    "carriers": {"GET": _list_carriers},
    "carriers/{carrier_id}": {"GET": _get_carrier},
    "carriers/{carrier_id}/services": {"GET": _list_services},
    "environment/webhooks": {"GET": _list_webhooks, "POST": _create_webhook},
    "environment/webhooks/{webhook_id}": {
        "GET": _get_webhook,
        "PUT": _update_webhook,
        "DELETE": _delete_webhook,
    },
}
"""Path as the reference spells it -> method -> what answers."""


def _pattern(path: str) -> re.Pattern[str]:
    whole = "external_shipment_id/" in path
    return re.compile(re.sub(r"\{\w+\}", "(.+)" if whole else "([^/]+)", path))


PATTERNS = [(_pattern(path), path) for path in TABLE]


def find(method: str, path: str) -> tuple[str, Handler | None, str]:
    """The operation's name, what answers it (if anything does), and the id in the path."""
    for pattern, spelled in PATTERNS:
        if match := pattern.fullmatch(path):
            wanted = match.group(1) if match.groups() else ""
            return f"{method} {spelled}", TABLE[spelled].get(method), wanted
    return f"{method} {path}", None, ""


def not_found() -> Refusal:
    """No such endpoint, or not with this method."""
    return Refusal("unspecified", "The requested endpoint does not exist", status=404)


# -- lists -----------------------------------------------------------------------------------


def _page(
    station: "ShipStation", key: str, rows: list[dict[str, Json]], params: Mapping[str, str]
) -> Answer:
    base = f"{station.ground.base_url}/v2/{key}"
    return Answer(wire.page(key, rows, params, base, station.ground.switches))


def _equal(params: Mapping[str, str], name: str, value: str) -> bool:
    return not params.get(name) or params[name] == value


def _between(one: Shipment | Label, params: Mapping[str, str]) -> bool:
    changed = one.modified_at if isinstance(one, Shipment) else one.created_at
    for name, at in (("created_at", one.created_at), ("modified_at", changed)):
        start = wire.when(params.get(f"{name}_start"), f"{name}_start")
        end = wire.when(params.get(f"{name}_end"), f"{name}_end")
        if (start is not None and at < start) or (end is not None and at > end):
            return False
    return True


def _seen(station: "ShipStation", one: Shipment | Label) -> bool:
    lag = timedelta(seconds=station.ground.switches.list_lag_seconds)
    return not lag or one.created_at <= station.ground.now() - lag
