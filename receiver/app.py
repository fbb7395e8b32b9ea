"""Verify the raw bytes, write the delivery down once, answer, then raise the hint's event.

    vendor --POST--> verify --> inbox row + hint row --> 200 --> event to Prefect

Nothing is decided here and nothing is read from a vendor but the keys it signs with. If the process
dies after the answer, the inbox and the hint are in the ledger and ``sweep_hints`` goes on from
there.
"""

from fastapi import BackgroundTasks, FastAPI, Request, Response

from clients.cin7 import webhooks as cin7
from clients.errors import Malformed
from clients.shopify import webhooks as shopify
from ledger import hints
from receiver.carrier import heard_from
from receiver.clicks import take_click
from receiver.doors import Doors
from receiver.taking import Heard, take

MOST_BYTES = 5_000_000
"""A larger body is refused: an order with 1,200 lines is under 2 MB."""


def create_app(doors: Doors) -> FastAPI:
    """The receiver for one ledger; run one process or several, the unique keys keep it once."""
    app = FastAPI(title="Stocksteady receiver", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    async def healthy() -> dict[str, str]:
        """Answer while the ledger answers."""
        hints.raised(doors.ledger, None)
        return {"status": "ok"}

    @app.post("/webhooks/shopify/{store}")
    async def from_shopify(store: str, request: Request, after: BackgroundTasks) -> Response:
        """Take a Shopify delivery: 401 unless signed by this store's app and triggered lately."""
        raw = await request.body()
        secrets = doors.shop_secrets.get(store)
        if secrets is None:
            return Response("no such store in the rules", status_code=404)
        if len(raw) > MOST_BYTES:
            return Response("too large", status_code=413)
        if not shopify.verify(raw, request.headers, secrets):
            return Response("signature does not fit the body", status_code=401)
        try:
            delivery = shopify.read_delivery(request.headers)
        except Malformed as error:
            return Response(str(error), status_code=400)
        if delivery.shop_domain != doors.shop_domains[store]:
            return Response("this address is for another shop", status_code=401)
        if delivery.triggered_at is not None and not shopify.fresh(
            delivery.triggered_at, doors.now(), doors.window_seconds
        ):
            return Response("triggered too long ago", status_code=401)
        key = f"{delivery.topic}/{delivery.webhook_id}"
        return take(doors, Heard("shopify", store, delivery.topic, key), request, raw, after)

    @app.post("/webhooks/cin7/{kind}")
    async def from_cin7(kind: str, request: Request, after: BackgroundTasks) -> Response:
        """Take a Cin7 delivery: 401 unless it bears our token. A bad body is kept, never refused.

        Six refusals would switch the webhook off at Cin7, so only a wrong token is answered 4xx.
        """
        raw = await request.body()
        if not doors.cin7_bearer or not cin7.authorised(request.headers, doors.cin7_bearer):
            return Response("the bearer token is not ours", status_code=401)
        if len(raw) > MOST_BYTES:
            return Response("too large", status_code=413)
        key = cin7.delivery_key(kind, raw)
        return take(doors, Heard("cin7", "", kind, key, told_again=True), request, raw, after)

    @app.post("/webhooks/shipstation")
    async def from_shipstation(request: Request, after: BackgroundTasks) -> Response:
        """Take a ShipStation delivery: 4xx unless it signed it lately, 503 without its keys."""
        raw = await request.body()
        if len(raw) > MOST_BYTES:
            return Response("too large", status_code=413)
        heard = await heard_from(doors, request.headers, raw)
        return heard if isinstance(heard, Response) else take(doors, heard, request, raw, after)

    @app.post("/slack/interactivity")
    async def from_slack(request: Request, after: BackgroundTasks) -> Response:
        """Take a click on a button of ours: 401 unless Slack signed it lately."""
        raw = await request.body()
        if len(raw) > MOST_BYTES:
            return Response("too large", status_code=413)
        return take_click(doors, request.headers, raw, after)

    return app
