"""Taking orders back as a shop's people would, once each has come as far as the script wants.

The driver only looks at the vendors and does what people do there: cancel, refund, void a label.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from deployments.day.panel import Panel, PanelRefused, ShippedAlready
from deployments.day.script import How, TakenBack, When

LOOK_EVERY = 90.0
"""Seconds of our clock between two looks at an order."""

PATIENCE = timedelta(hours=4)
"""An order that has not come so far by then is taken back as it is."""

TRIES = 3
"""So often something is tried that the order's own progress may get in the way of."""

REFUSAL = "contact_carrier"

Story = dict[str, Any]


@dataclass(slots=True)
class TakenBackSoFar:
    """What was taken back, by how far the order had really come and what was done."""

    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    for_a_person: set[tuple[str, str]] = field(default_factory=set)
    """Shop and order that a machine can't reverse: the carrier keeps its label, or something was
    called off of an order of which a part had left."""


class TakingBack:
    """Does one after another, each in its own time.

    Args:
        panel: Where to.
        now: The shared clock.
        sleep: Waits so many of its seconds.
    """

    def __init__(
        self,
        panel: Panel,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._panel, self._now, self._sleep = panel, now, sleep
        self.so_far = TakenBackSoFar()
        self._came_back: set[tuple[str, str]] = set()

    async def take_back(self, what: TakenBack) -> str:
        """Wait for the order to come so far, and take it back; what was done, in a few words."""
        story = await self._come(what)
        if story is None:
            return f"{what.name} was never placed"
        if what.when in (When.LABELLED, When.VOID_REFUSED) and not story["fulfilments"]:
            story = await self._label(what, story)
        if what.when is When.UNTOLD and _told(story):
            story = await self._untell(what, story)
        how, story = await self._until_done(what, story)
        stage = _stage(story)
        self.so_far.done[stage, how] += 1
        if stage == When.TOLD:
            self._came_back.add((what.shop, what.name))
        refused = what.when is When.VOID_REFUSED and stage == When.LABELLED
        if refused or (_has_left(story) and "cancel" in how):
            self.so_far.for_a_person.add((what.shop, what.name))
        return f"order {what.name} taken back when {stage}: {how}"

    async def look_back(self) -> None:
        """After the day: what came back of a parcel whose label was voided since fits nothing now.

        The warehouse's people void labels when they like, and know nothing of a return.
        """
        for shop, name in sorted(self._came_back):
            story = await self._panel.story(shop, name)
            if story is not None and any(one["cancelled"] for one in story["fulfilments"]):
                self.so_far.for_a_person.add((shop, name))

    async def _come(self, what: TakenBack) -> Story | None:
        """Its story once it has come as far as wanted, or has had time enough."""
        until = max(self._now(), what.at) + PATIENCE
        while True:
            story = await self._panel.story(what.shop, what.name)
            if story is None or _as_far(what.when, story) or self._now() > until:
                return story
            await self._sleep(LOOK_EVERY)

    async def _label(self, what: TakenBack, story: Story) -> Story:
        """Buy the labels now, so that nobody can have been told of them."""
        for shipment in story["shipments"]:
            if shipment["status"] != "pending":
                continue
            try:
                label = await self._panel.label(shipment["shipment_id"])
            except PanelRefused:
                continue  # somebody has bought or cancelled meanwhile
            if what.when is When.VOID_REFUSED:
                await self._panel.refuse_void(label, REFUSAL)
        return await self._panel.story(what.shop, what.name) or story

    async def _untell(self, what: TakenBack, story: Story) -> Story:
        """Void its labels and wait until the shop's fulfilments are cancelled."""
        for shipment in story["shipments"]:
            for label in shipment["labels"]:
                await self._panel.void(label)
        until = self._now() + PATIENCE
        while _told(story) and self._now() < until:
            await self._sleep(LOOK_EVERY)
            story = await self._panel.story(what.shop, what.name) or story
        return story

    async def _until_done(self, what: TakenBack, story: Story) -> tuple[str, Story]:
        """Do it; when a parcel left in the same moment, look and do it once more."""
        for _ in range(TRIES - 1):
            try:
                return await self._do(what, story), story
            except PanelRefused:
                story = await self._panel.story(what.shop, what.name) or story
        return await self._do(what, story), story

    async def _do(self, what: TakenBack, story: Story) -> str:
        order_id = int(story["order_id"])
        if what.how is How.MONEY:
            await self._panel.refund(what.shop, order_id, [], what.amount)
            return "money"
        if what.how is How.CANCEL:
            try:
                await self._panel.cancel(what.shop, order_id)
            except ShippedAlready:
                await self._panel.refund(what.shop, order_id, list(_everything(story)))
                rest = any(line["unfulfilled"] for line in story["lines"])
                return "return of all, cancel of the rest" if rest else "return of all"
            return "cancel"
        lines = list(_lines(what, story))
        await self._panel.refund(what.shop, order_id, lines)
        kinds = {str(line["restock_type"]) for line in lines}
        return " and ".join(sorted(kinds)).lower()


def _as_far(when: When, story: Story) -> bool:
    match when:
        case When.AT_ONCE:
            return True
        case When.IN_CIN7:
            return any(sale["order_status"] == "AUTHORISED" for sale in story["sales"])
        case When.HANDED_OFF | When.LABELLED | When.VOID_REFUSED:
            return bool(story["shipments"])
        case When.TOLD | When.UNTOLD:
            return _told(story)


def _told(story: Story) -> bool:
    return any(not one["cancelled"] for one in story["fulfilments"])


def _has_left(story: Story) -> bool:
    """Whether a parcel of it was ever told; Cin7 may have it as shipped."""
    return bool(story["fulfilments"])


def _stage(story: Story) -> str:
    """How far it really is."""
    if story["fulfilments"]:
        return When.TOLD if _told(story) else When.UNTOLD
    if any(shipment["labels"] for shipment in story["shipments"]):
        return When.LABELLED
    if any(shipment["status"] == "pending" for shipment in story["shipments"]):
        return When.HANDED_OFF
    return When.IN_CIN7 if story["sales"] else When.AT_ONCE


def _everything(story: Story) -> Iterable[dict[str, Any]]:
    for line in story["lines"]:
        for units, kind in ((line["fulfilled"], "RETURN"), (line["unfulfilled"], "CANCEL")):
            if units:
                yield {"line_id": line["line_id"], "units": units, "restock_type": kind}


def _lines(what: TakenBack, story: Story) -> Iterable[dict[str, Any]]:
    """Units by line: those that were shipped come back, the others are called off."""
    for code, wanted in what.units.items():
        left = wanted
        for line in story["lines"]:
            if line["code"] != code:
                continue
            for state, kind in (("unfulfilled", "CANCEL"), ("fulfilled", "RETURN")):
                units = min(left, line[state], line["current"])
                if units > 0:
                    left -= units
                    keep = what.how is How.KEEP
                    yield {
                        "line_id": line["line_id"],
                        "units": units,
                        "restock_type": "NO_RESTOCK" if keep else kind,
                    }
