"""``/_sandbox/shipstation/…`` and ``/_sandbox/slack/…``: set-up, the crew, carriers, messages."""

from dataclasses import replace

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import Field

from sandbox.control_bodies import Order
from sandbox.shipstation.crew import Habits
from sandbox.slack.state import SCOPES
from sandbox.world import World

Json = dict[str, object]


class ShipStationSetup(Order):
    """``POST shipstation/setup``: what is there already is added to."""

    api_keys: tuple[str, ...] = ()
    warehouses: tuple[str, ...] = ()
    base_url: str | None = None
    """What the links in answers and webhooks begin with, such as http://HOST/shipstation."""


class CrewOrder(Order):
    """``POST shipstation/crew``: go to work or go home; what is left out is as usual."""

    at_work: bool
    label_after: tuple[float, float] | None = None
    split: float | None = None
    two_packages: float | None = None
    relabel: float | None = None
    void_after: tuple[float, float] | None = None
    relabel_after: tuple[float, float] | None = None


class Scan(Order):
    """``POST shipstation/labels/{id}/scan``."""

    code: str = "IT"


class RefuseVoid(Order):
    """``POST shipstation/labels/{id}/refuse-void``; an empty reason lifts it."""

    reason: str = "contact_carrier"


class RotateKeys(Order):
    """``POST shipstation/keys/rotate``."""

    keep_old: bool = True


class SlackBot(Order):
    """An app with its token."""

    token: str
    name: str = "stocksteady"
    scopes: frozenset[str] = SCOPES


class SlackSetup(Order):
    """``POST slack/setup``: apps, and channels by id."""

    bots: tuple[SlackBot, ...] = ()
    channels: dict[str, str] = Field(default_factory=dict)


class ChannelState(Order):
    """``POST slack/channels/{id}``."""

    archived: bool | None = None
    member: bool | None = None


def router(world: World, route_class: type[APIRoute]) -> APIRouter:
    """The panel's part for ShipStation and Slack."""
    api = APIRouter(route_class=route_class)
    api.include_router(_shipstation(world, route_class))
    api.include_router(_people(world, route_class))
    api.include_router(_slack(world, route_class))
    return api


def _shipstation(world: World, route_class: type[APIRoute]) -> APIRouter:
    api = APIRouter(prefix="/shipstation", route_class=route_class)

    @api.post("/setup")
    async def setup(order: ShipStationSetup) -> Json:
        """Keys and warehouses of the account."""
        world.shipstation.api_keys.update(order.api_keys)
        for name in order.warehouses:
            world.shipstation.add_warehouse(name)
        if order.base_url is not None:
            world.shipstation.ground.base_url = order.base_url.rstrip("/")
        ids = {one.name: one.warehouse_id for one in world.shipstation.warehouses.values()}
        return {"warehouses": ids}

    @api.post("/crew")
    async def crew(order: CrewOrder) -> Json:
        """The crew goes to work or goes home."""
        if order.at_work:
            said = order.model_dump(exclude_none=True, exclude={"at_work"})
            world.shipstation.crew.begin(replace(Habits(), **said))
        else:
            world.shipstation.crew.stop()
        crew = world.shipstation.crew
        return {"at_work": crew.at_work, "waiting": crew.waiting()}

    @api.post("/crew/step")
    async def step() -> Json:
        """The crew does its next piece of work at once."""
        done = world.shipstation.crew.step()
        return {"done": done, "waiting": world.shipstation.crew.waiting()}

    @api.post("/keys/rotate")
    async def rotate(order: RotateKeys) -> Json:
        """Webhooks are signed with a new key."""
        return {"kid": world.shipstation.hooks.keys.rotate(keep_old=order.keep_old)}

    return api


def _people(world: World, route_class: type[APIRoute]) -> APIRouter:
    api = APIRouter(prefix="/shipstation", route_class=route_class)

    @api.post("/shipments/{shipment_id}/label")
    async def label(shipment_id: str) -> Json:
        """Somebody prints a label."""
        bought = world.shipstation.labels.get(world.shipstation.crew.label_now(shipment_id))
        return {"label_id": bought.label_id, "tracking_numbers": bought.tracking_numbers}

    @api.post("/shipments/{shipment_id}/split")
    async def split(shipment_id: str) -> Json:
        """Somebody splits a shipment in two."""
        halves = world.shipstation.shipments.split(shipment_id)
        return {"shipment_ids": [one.shipment_id for one in halves]}

    @api.post("/shipments/{shipment_id}/cancel")
    async def cancel(shipment_id: str) -> Json:
        """Somebody cancels a shipment in ShipStation itself."""
        return {"status": world.shipstation.shipments.cancel(shipment_id).status}

    @api.post("/labels/{label_id}/void")
    async def void(label_id: str) -> Json:
        """Somebody voids a label."""
        return world.shipstation.labels.void(label_id)

    @api.post("/labels/{label_id}/refuse-void")
    async def refuse_void(label_id: str, order: RefuseVoid) -> Json:
        """A void of this label will not be approved."""
        world.shipstation.labels.refuse_void(label_id, order.reason)
        return {"label_id": label_id, "reason": order.reason}

    @api.post("/labels/{label_id}/scan")
    async def scan(label_id: str, order: Scan) -> Json:
        """The carrier scans the parcel."""
        world.shipstation.labels.scan(label_id, order.code)
        return {"label_id": label_id, "code": order.code}

    return api


def _slack(world: World, route_class: type[APIRoute]) -> APIRouter:
    api = APIRouter(prefix="/slack", route_class=route_class)

    @api.post("/setup")
    async def setup(order: SlackSetup) -> Json:
        """Apps and channels of the workspace."""
        for bot in order.bots:
            world.slack.add_bot(bot.token, bot.name, bot.scopes)
        for channel_id, name in order.channels.items():
            world.slack.add_channel(channel_id, name)
        return {"bots": len(world.slack.bots), "channels": list(world.slack.channels)}

    @api.post("/channels/{channel_id}")
    async def channel(channel_id: str, order: ChannelState) -> Json:
        """A channel is archived, or the app is put out of it."""
        wanted = world.slack.channel(channel_id)
        if order.archived is not None:
            wanted.is_archived = order.archived
        if order.member is not None:
            wanted.is_member = order.member
        return {"archived": wanted.is_archived, "member": wanted.is_member}

    @api.get("/channels/{channel_id}/messages")
    async def messages(channel_id: str) -> Json:
        """What stands in a channel, oldest first, threads and metadata included."""
        wanted = world.slack.channel(channel_id)
        shown = [one.to_json(metadata=True) for one in wanted.messages.values()]
        return {"messages": shown}

    @api.delete("/channels/{channel_id}/messages/{ts}")
    async def delete(channel_id: str, ts: str) -> Json:
        """Somebody deletes a message."""
        world.slack.delete(channel_id, ts)
        return {"ts": ts}

    return api


def figures(world: World) -> Json:
    """ShipStation and Slack in figures."""
    station = world.shipstation
    statuses: dict[str, int] = {}
    for shipment in station.shipments:
        statuses[shipment.status] = statuses.get(shipment.status, 0) + 1
    return {
        "shipstation": {
            "shipments": statuses,
            "labels": len(station.labels),
            "voided": sum(1 for label in station.labels if label.voided_at is not None),
            "webhooks": station.hooks.listed(),
            "crew": {"at_work": station.crew.at_work, "waiting": station.crew.waiting()},
        },
        "slack": {
            "messages": {one.name: len(one.messages) for one in world.slack.channels.values()}
        },
    }
