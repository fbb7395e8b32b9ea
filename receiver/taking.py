"""Write a verified delivery down, once, and raise its hints; their events go after the answer."""

from dataclasses import dataclass

from fastapi import BackgroundTasks, Request, Response

from ledger import hints, inbox
from receiver import topics
from receiver.doors import Doors

KEPT_HEADERS = ("x-shopify-", "x-shipengine-timestamp")
"""How the headers begin that are kept: the vendor's own, never a credential or a signature."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A delivery that is truly the vendor's.

    Args:
        system: ``shopify``, ``cin7`` or ``shipstation``.
        store: Whose shop; empty where the account is the merchant's, not a store's.
        topic: What it is about, in the words of ``topics``.
        key: What tells it from another delivery of the same source.
        told_again: The vendor names no delivery, so the same key may be news once more. A needless
            hint costs one look; a swallowed one would cost minutes.
    """

    system: str
    store: str
    topic: str
    key: str
    told_again: bool = False

    @property
    def source(self) -> str:
        """As the inbox calls it."""
        return f"{self.system}:{self.store}" if self.store else self.system


def take(
    doors: Doors, heard: Heard, request: Request, raw: bytes, after: BackgroundTasks
) -> Response:
    """Write it down and raise its hints before the answer; post the events after it."""
    now = doors.now()
    new = inbox.write_down(
        *(doors.ledger, heard.source, heard.topic, heard.key),
        headers=_kept(request),
        body=raw,
        now=now,
    )
    wanted = topics.hints_of(heard.system, heard.topic, heard.store)
    if new and not wanted:
        inbox.ignore(doors.ledger, heard.source, heard.key, "no flow lives by this topic", now)
    if not new and wanted and heard.told_again:
        inbox.heard_again(doors.ledger, heard.source, heard.key, now)
    if new or heard.told_again:
        for flow, of in wanted:
            number = hints.raise_hint(doors.ledger, flow, of, now)
            if number is not None:
                after.add_task(doors.post_hint, flow, of, number)
    return Response(status_code=200)


def _kept(request: Request) -> dict[str, str]:
    return {
        name: value
        for name, value in request.headers.items()
        if name.startswith(KEPT_HEADERS) and "hmac" not in name
    }
