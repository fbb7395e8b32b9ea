"""Events posted to Prefect: as its own models want them, once for each raise of a hint."""

import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

from clients.errors import ClientError, Denied, Rejected, Throttled, Unreachable
from clients.prefect import HintRaised, PrefectEvents, hint_event

AT = datetime(2026, 11, 23, 9, 0, 0, 123_456, tzinfo=UTC)


class Server:
    """A Prefect server that says one thing and keeps what it heard."""

    def __init__(self) -> None:
        self.says: httpx.Response | Exception = httpx.Response(204)
        self.heard: list[httpx.Request] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.heard.append(request)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def http(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(server.answer)) as client:
        yield client


def test_a_raise_of_a_hint_has_one_id_for_ever_and_the_next_raise_another():
    first = hint_event("sync-stock", "all", 1, AT)
    assert first.id == UUID("2a0a8852-0594-5c5a-8f04-dc8dc49c9c56")
    assert hint_event("sync-stock", "all", 1, AT.replace(hour=10)).id == first.id
    others = [
        hint_event("sync-stock", "all", 2, AT),
        hint_event("sync-stock", "uk", 1, AT),
        hint_event("ingest-orders", "all", 1, AT),
    ]
    assert len({first.id, *(other.id for other in others)}) == 4


def test_an_event_is_as_prefects_own_models_want_it():
    """Both sides of Prefect 3.8.8: what its client sends and what its server takes."""
    from prefect.events.schemas.events import Event as ClientEvent
    from prefect.server.events.schemas.events import Event as ServerEvent

    posted = json.loads(json.dumps(hint_event("sync-stock", "uk", 7, AT).as_json()))
    for event in (ClientEvent.model_validate(posted), ServerEvent.model_validate(posted)):
        assert event.event == "stocksteady.hint.raised"
        assert event.occurred == AT
        assert event.resource.id == "stocksteady.hint.sync-stock.uk"
        assert event.resource["stocksteady.flow"] == "sync-stock"
        assert event.resource["stocksteady.store"] == "uk"
        assert event.payload == {"flow": "sync-stock", "store": "uk", "raise": 7}
        assert event.related == []
    assert set(posted) <= set(ServerEvent.model_fields)


def test_related_resources_pass_prefects_models_too():
    from prefect.server.events.schemas.events import Event as ServerEvent

    event = HintRaised(
        id=UUID(int=1),
        name="stocksteady.hint.raised",
        resource={"prefect.resource.id": "stocksteady.hint.a.b"},
        occurred=AT,
        related=({"prefect.resource.id": "shop.uk", "prefect.resource.role": "shop"},),
    )
    assert ServerEvent.model_validate(event.as_json()).related[0].role == "shop"


def test_a_time_without_a_zone_makes_no_event():
    with pytest.raises(ValueError, match="no time zone"):
        hint_event("sync-stock", "all", 1, AT.replace(tzinfo=None))


async def test_all_events_go_in_one_call(http: httpx.AsyncClient, server: Server):
    events = [hint_event("sync-stock", "all", number, AT) for number in (1, 2)]
    await PrefectEvents(http, "http://127.0.0.1:4200/api/").post(events)
    (request,) = server.heard
    assert (request.method, str(request.url)) == ("POST", "http://127.0.0.1:4200/api/events")
    assert [each["id"] for each in json.loads(request.content)] == [str(e.id) for e in events]
    assert "authorization" not in request.headers


async def test_no_events_cost_no_call(http: httpx.AsyncClient, server: Server):
    await PrefectEvents(http, "http://127.0.0.1:4200/api").post([])
    assert server.heard == []


async def test_a_server_with_a_password_gets_it_and_nobody_sees_it(
    http: httpx.AsyncClient, server: Server
):
    events = PrefectEvents(http, "http://127.0.0.1:4200/api", auth="admin:hush")
    await events.post([hint_event("sync-stock", "all", 1, AT)])
    word = base64.b64encode(b"admin:hush").decode()
    assert server.heard[0].headers["authorization"] == f"Basic {word}"
    assert "hush" not in repr(events)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (httpx.ConnectError("refused"), Unreachable),
        (httpx.ReadTimeout("slow"), Unreachable),
        (httpx.Response(503), Unreachable),
        (httpx.Response(429), Throttled),
        (httpx.Response(401), Denied),
        (httpx.Response(422, text="event name too long"), Rejected),
    ],
    ids=["refused", "slow", "503", "429", "401", "422"],
)
async def test_each_trouble_has_its_name_and_an_event_may_always_be_posted_again(
    http: httpx.AsyncClient,
    server: Server,
    trouble: httpx.Response | Exception,
    kind: type[ClientError],
):
    server.says = trouble
    with pytest.raises(ClientError) as raised:
        await PrefectEvents(http, "http://127.0.0.1:4200/api").post(
            [hint_event("sync-stock", "all", 1, AT)]
        )
    assert type(raised.value) is kind
    assert len(server.heard) == 1
