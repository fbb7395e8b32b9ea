"""Is a delivery truly ShipStation's, and what is it about? The carrier desk's side of the door."""

import hashlib
from collections.abc import Mapping

from fastapi import Response

from clients.errors import ClientError, Malformed, Throttled
from clients.shipstation import webhooks as shipstation
from clients.shipstation.webhooks import Verdict
from receiver.doors import Doors
from receiver.taking import Heard
from receiver.topics import UNREADABLE

REFUSALS: Mapping[Verdict, tuple[int, str]] = {
    Verdict.UNSIGNED: (404, "a header of the signature is missing, or is none"),
    Verdict.STALE: (400, "sent too long ago, or in the future"),
    Verdict.UNKNOWN_KEY: (401, "signed with a key that ShipStation does not publish"),
    Verdict.FORGED: (401, "signature does not fit the body"),
}
"""As ShipStation's page on webhook validation says, status by status."""


async def no_wait(seconds: float) -> None:
    """Given to the key ring as its sleep: a vendor that waits for an answer is not kept waiting.

    Raises:
        Throttled: Always; the delivery is answered 503 and comes again.
    """
    raise Throttled(
        "asked to wait", system="shipstation", operation="GET jwks", wait_seconds=seconds
    )


async def heard_from(doors: Doors, headers: Mapping[str, str], raw: bytes) -> Heard | Response:
    """Judge a delivery; what to write down, or the answer that refuses it.

    Its key is a hash of what was signed, time and bytes: a replay ends at it, and the same pointer
    signed anew is news. A body that makes no sense is kept and answered 200: it was truly sent.
    """
    if doors.shipstation_keys is None:
        return Response("no ShipStation account is set up here", status_code=404)
    try:
        verdict = await doors.shipstation_keys.judge(raw, headers, doors.shipstation_window_seconds)
    except ClientError:
        # Neither good nor bad: it is to be sent again, and the poll does not wait for that.
        return Response("ShipStation's keys can't be had now; send it again", status_code=503)
    if verdict is not Verdict.GENUINE:
        status, because = REFUSALS[verdict]
        return Response(because, status_code=status)
    try:
        topic = shipstation.read(raw).event
    except Malformed:
        topic = UNREADABLE
    stamp = headers[f"{shipstation.HEADER}timestamp"].strip()
    key = hashlib.sha256(stamp.encode() + b"." + raw).hexdigest()
    return Heard("shipstation", "", topic, key)
