"""The pretend vendors' post office: sends webhooks, tries again, and errs when it is told to.

A vendor hands over what it wants delivered and when it would try again; the post office keeps the
world's time, counts 2xx within five wall seconds as success, and journals every attempt. The
control panel can have deliveries lost, doubled or put out of order.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import httpx

from sandbox.agenda import Agenda, Entry
from sandbox.chance import Random
from sandbox.clock import Clock
from sandbox.journal import Delivered, Journal

ANSWER_WITHIN = 5.0
"""Wall seconds a receiver has for its answer."""

HELD_AT_MOST = 120.0
"""Seconds of the world's clock a reordered delivery waits for another one to overtake it."""

AT_ONCE = 16
"""Deliveries under way at the same time when the clock runs."""

Mode = Literal["lose", "double", "reorder"]
Done = Callable[[bool], None]
"""Called once: True when delivered (or lost on the way, which a vendor cannot tell), False when
given up after the last try."""

PLANNED: dict[Mode, str] = {"lose": "lost", "double": "doubled", "reorder": "reordered"}


@dataclass(slots=True)
class Delivery:
    """A webhook on its way."""

    source: str
    topic: str
    url: str
    headers: dict[str, str]
    body: bytes
    skus: tuple[str, ...]
    delivery_id: str
    retry_after: tuple[float, ...]
    done: Done | None
    planned: str = ""
    attempt: int = 1
    fresh: Callable[[], Mapping[str, str]] | None = None


class Webhooks:
    """Takes deliveries from the vendors and brings them to the receivers."""

    def __init__(
        self,
        clock: Clock,
        journal: Journal,
        random: Random,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self.http = http
        self._clock = clock
        self._journal = journal
        self._random = random
        self._agenda: Agenda[Delivery] = Agenda(clock)
        self._planned: Counter[tuple[str, Mode]] = Counter()
        self._shares: dict[tuple[str, Mode], float] = {}
        self._held: dict[str, list[Entry[Delivery]]] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    # -- what the vendors call -------------------------------------------------------------

    def post(
        self,
        source: str,
        topic: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        skus: Sequence[str],
        delivery_id: str,
        retry_after: Sequence[float],
        done: Done | None = None,
        *,
        first_after: float = 0.0,
        fresh: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        """Hand over a webhook.

        Args:
            source: ``shopify:<domain>`` or ``cin7``.
            topic: The vendor's name of the event.
            url: Where to.
            headers: All headers, signature included; repeated unchanged by each try.
            body: The bytes, repeated unchanged by each try.
            skus: The SKUs it brings news of, for the books.
            delivery_id: What the vendor calls this delivery; only for the journal.
            retry_after: Seconds (world's clock) between one failed try and the next; when they are
                used up the delivery is given up.
            done: Told how it ended.
            first_after: Seconds until the first try.
            fresh: Headers made anew for each try, for vendors that sign the time of sending.
        """
        due = self._clock.now() + timedelta(seconds=first_after)
        delivery = Delivery(
            source,
            topic,
            url,
            dict(headers),
            body,
            tuple(skus),
            delivery_id,
            tuple(retry_after),
            done,
            fresh=fresh,
        )
        mode = self._mode_for(source)
        if mode == "lose":
            delivery.planned = PLANNED["lose"]
        elif mode == "reorder":
            delivery.planned = PLANNED["reorder"]
            late = self._agenda.put(due + timedelta(seconds=HELD_AT_MOST), delivery)
            self._held.setdefault(source, []).append(late)
            return
        self._agenda.put(due, delivery)
        if mode == "double":
            copy = Delivery(
                source,
                topic,
                url,
                dict(headers),
                body,
                delivery.skus,
                delivery_id,
                (),
                None,
                PLANNED["double"],
                fresh=fresh,
            )
            self._agenda.put(due, copy)
        for overtaken in self._held.pop(source, []):
            self._agenda.move(overtaken, due)

    # -- what the control panel calls ------------------------------------------------------

    def plan(self, source: str, mode: Mode, count: int = 1) -> None:
        """Let the next ``count`` deliveries of a source be lost, doubled or overtaken."""
        self._planned[(source, mode)] += count

    def share(self, source: str, mode: Mode, fraction: float) -> None:
        """Let this share (0 to 1) of a source's deliveries be so, by seeded chance."""
        if not 0 <= fraction <= 1:
            raise ValueError(f"a share lies between 0 and 1, not {fraction}")
        self._shares[(source, mode)] = fraction

    def clear(self, seed: int) -> None:
        """Forget plans, shares and everything not sent yet; chance begins again."""
        self._random.seed(f"webhooks {seed}")
        self._planned.clear()
        self._shares.clear()
        self._held.clear()
        self._agenda.clear()

    def waiting(self) -> int:
        """Deliveries and retries not sent yet."""
        return len(self._agenda) + len(self._under_way)

    # -- sending ---------------------------------------------------------------------------

    async def deliver_due(self) -> int:
        """Send everything due now, one after the other; returns how many attempts that was."""
        attempts = 0
        while (delivery := self._agenda.take_due()) is not None:
            await self._send(delivery)
            attempts += 1
        return attempts

    async def pump(self) -> None:
        """Send what falls due, for as long as the clock runs; cancel it to stop."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def send(delivery: Delivery) -> None:
            try:
                await self._send(delivery)
            except Exception:
                logging.getLogger(__name__).exception("webhook %s", delivery.topic)
            finally:
                gate.release()

        while True:
            await self._agenda.wait()
            while (delivery := self._agenda.take_due()) is not None:
                await gate.acquire()
                task = asyncio.create_task(send(delivery))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)

    def next_due(self) -> datetime | None:
        """When the next attempt falls due."""
        return self._agenda.next_due()

    async def _send(self, delivery: Delivery) -> None:
        lost = delivery.planned == PLANNED["lose"]
        status = 0 if lost else await self._attempt(delivery)
        self._journal.note(
            Delivered(
                self._clock.now(),
                delivery.source,
                delivery.topic,
                delivery.delivery_id,
                status,
                delivery.skus,
                delivery.attempt,
                delivery.planned,
            )
        )
        if lost or 200 <= status < 300:
            if delivery.done is not None:
                delivery.done(True)
        elif delivery.attempt <= len(delivery.retry_after):
            wait = delivery.retry_after[delivery.attempt - 1]
            delivery.attempt += 1
            self._agenda.put(self._clock.now() + timedelta(seconds=wait), delivery)
        elif delivery.done is not None:
            delivery.done(False)

    async def _attempt(self, delivery: Delivery) -> int:
        if self.http is None:
            return 0
        headers = delivery.headers
        if delivery.fresh is not None:
            headers = {**headers, **delivery.fresh()}
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                answer = await self.http.post(delivery.url, content=delivery.body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            return 0
        return answer.status_code

    def _mode_for(self, source: str) -> Mode | None:
        for mode in PLANNED:
            if self._planned[(source, mode)] > 0:
                self._planned[(source, mode)] -= 1
                return mode
        for mode in PLANNED:
            share = self._shares.get((source, mode), 0.0)
            if share and self._random.random() < share:
                return mode
        return None
