"""The road under every client: who waits, who tries again, and what each trouble is called."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from clients.errors import (
    ClientError,
    Denied,
    LeaseLost,
    Malformed,
    OutcomeUnknown,
    Rejected,
    Throttled,
    Unreachable,
)
from clients.http import Ask, Road, before_send
from clients.pace import Lane

READ = Ask("ReadShelf", "GET", "https://vendor.example/shelf", lane=Lane.STOCK, cost=3)
WRITE = Ask("MoveShelf", "POST", "https://vendor.example/shelf", write=True, json={"units": 1})


class Line:
    """A transport, a pace and a clock that do as told and write down what happened, in order."""

    def __init__(self, *says: httpx.Response | Exception) -> None:
        self.says = list(says)
        self.story: list[str] = []
        self.time = datetime(2026, 11, 23, tzinfo=UTC)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.story.append("sent")
        said = self.says.pop(0)
        if isinstance(said, Exception):
            raise said
        return said

    async def wait(self, lane: Lane, cost: float = 1) -> None:
        self.story.append(f"paced {lane} {cost:g}")

    def told(self, *, available: float, maximum: float, restore_per_second: float) -> None:
        raise AssertionError("the road itself knows no points")

    def refused(self, wait_seconds: float) -> None:
        self.story.append(f"refused {wait_seconds:g}")

    async def sleep(self, seconds: float) -> None:
        self.story.append(f"slept {seconds:g}")

    def road(self) -> Road:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self.answer))
        return Road(http, "vendor", self, self.sleep, says_429)


def says_429(answer: httpx.Response) -> float | None:
    return float(answer.headers["retry-after"]) if answer.status_code == 429 else None


def later(seconds: float) -> httpx.Response:
    return httpx.Response(429, headers={"retry-after": str(seconds), "x-request-id": "abc"})


@pytest.fixture
def fence() -> Iterator[list[str]]:
    """Counts the moments at which a lease would be renewed."""
    renewed: list[str] = []
    mark = before_send.set(lambda: renewed.append("renewed"))
    yield renewed
    before_send.reset(mark)


async def test_a_good_answer_is_paced_once_and_returned():
    line = Line(httpx.Response(200, json={"units": 4}))
    answer = await line.road().send(READ)
    assert answer.json() == {"units": 4}
    assert line.story == ["paced stock 3", "sent"]


@pytest.mark.parametrize("ask", [READ, WRITE], ids=["read", "write"])
async def test_a_proven_throttle_is_waited_out_once_on_our_clock(ask: Ask):
    line = Line(later(60), httpx.Response(200, json={}))
    await line.road().send(ask)
    cost = f"paced stock {ask.cost:g}"
    assert line.story == [cost, "sent", "refused 60", "slept 60", cost, "sent"]


async def test_a_second_throttle_goes_back_to_the_task_with_the_wait_it_named():
    line = Line(later(2), later(7))
    with pytest.raises(Throttled) as raised:
        await line.road().send(WRITE)
    assert raised.value.transient
    assert raised.value.wait_seconds == 7
    assert raised.value.request_id == "abc"
    assert line.story.count("sent") == 2
    assert line.story[-1] == "refused 7", "everybody else holds back too"


async def test_a_wait_of_more_than_a_minute_is_nobodys_to_sit_out():
    line = Line(later(61))
    with pytest.raises(Throttled) as raised:
        await line.road().send(READ)
    assert raised.value.wait_seconds == 61
    assert line.story == ["paced stock 3", "sent", "refused 61"]


TROUBLES: list[tuple[httpx.Response | Exception, type[ClientError], type[ClientError]]] = [
    (httpx.Response(500), Unreachable, OutcomeUnknown),
    (httpx.Response(502), Unreachable, OutcomeUnknown),
    (httpx.Response(503), Unreachable, OutcomeUnknown),
    (httpx.Response(408), Unreachable, OutcomeUnknown),
    (httpx.ReadTimeout("slow"), Unreachable, OutcomeUnknown),
    (httpx.WriteTimeout("slow"), Unreachable, OutcomeUnknown),
    (httpx.RemoteProtocolError("cut"), Unreachable, OutcomeUnknown),
    (httpx.ReadError("reset"), Unreachable, OutcomeUnknown),
    (httpx.ConnectError("refused"), Unreachable, Unreachable),
    (httpx.ConnectTimeout("nobody there"), Unreachable, Unreachable),
    (httpx.PoolTimeout("no line free"), Unreachable, Unreachable),
    (httpx.Response(401), Denied, Denied),
    (httpx.Response(403), Denied, Denied),
    (httpx.Response(400, text="no"), Rejected, Rejected),
    (httpx.Response(404), Rejected, Rejected),
    (httpx.Response(422), Rejected, Rejected),
    (httpx.Response(302), Rejected, Rejected),
]


@pytest.mark.parametrize(
    ("trouble", "on_a_read", "on_a_write"),
    TROUBLES,
    ids=[
        str(each.status_code) if isinstance(each, httpx.Response) else type(each).__name__
        for each, _, _ in TROUBLES
    ],
)
async def test_each_trouble_has_one_name_and_is_never_sent_again(
    trouble: httpx.Response | Exception,
    on_a_read: type[ClientError],
    on_a_write: type[ClientError],
):
    for ask, kind in ((READ, on_a_read), (WRITE, on_a_write)):
        line = Line(trouble)
        with pytest.raises(ClientError) as raised:
            await line.road().send(ask)
        assert type(raised.value) is kind
        assert line.story.count("sent") == 1


def test_only_trouble_that_may_pass_is_transient():
    transient = {
        kind.__name__: kind.transient
        for kind in (Unreachable, Throttled, OutcomeUnknown, Denied, Rejected, Malformed, LeaseLost)
    }
    assert {name for name, yes in transient.items() if yes} == {"Unreachable", "Throttled"}


@pytest.mark.parametrize(
    ("ask", "kind"), [(READ, Malformed), (WRITE, OutcomeUnknown)], ids=["read", "write"]
)
async def test_an_answer_cut_in_the_middle_is_malformed_or_of_unknown_outcome(
    ask: Ask, kind: type[ClientError]
):
    cut = httpx.Response(200, content=b'{"units": 4', headers={"content-type": "application/json"})
    road = Line(cut).road()
    with pytest.raises(ClientError) as raised:
        road.json(ask, await road.send(ask))
    assert type(raised.value) is kind


async def test_the_lease_is_renewed_right_before_each_write_leaves():
    line = Line(later(1), httpx.Response(200))
    mark = before_send.set(lambda: line.story.append("renewed"))
    await line.road().send(WRITE)
    before_send.reset(mark)
    assert line.story == [
        *("paced stock 1", "renewed", "sent"),
        *("refused 1", "slept 1"),
        *("paced stock 1", "renewed", "sent"),
    ]


async def test_a_read_renews_no_lease(fence: list[str]):
    await Line(httpx.Response(200)).road().send(READ)
    assert fence == []


async def test_a_lost_lease_keeps_the_write_from_leaving():
    def lost() -> None:
        raise LeaseLost("taken over", system="ledger", operation="renew")

    line = Line(httpx.Response(200))
    mark = before_send.set(lost)
    with pytest.raises(LeaseLost):
        await line.road().send(WRITE)
    before_send.reset(mark)
    assert "sent" not in line.story


async def test_a_vendor_may_give_a_status_a_meaning_of_its_own():
    class Frozen(Rejected):
        pass

    line = Line(httpx.Response(423))
    road = line.road()
    road.kinds = {423: Frozen}
    with pytest.raises(Frozen):
        await road.send(READ)


async def test_a_refusal_the_caller_wants_to_read_is_returned():
    asked = Ask("Token", "POST", "https://vendor.example/token", reads=frozenset({400}))
    answer = await Line(httpx.Response(400, text="app_not_installed")).road().send(asked)
    assert answer.text == "app_not_installed"


async def test_an_error_says_in_one_line_who_said_what_about_which_call():
    line = Line(httpx.Response(404, text="nothing here", headers={"x-request-id": "r-1"}))
    with pytest.raises(Rejected) as raised:
        await line.road().send(READ)
    assert str(raised.value) == "vendor ReadShelf: HTTP 404: nothing here (request r-1)"


async def test_a_write_takes_no_longer_in_all_than_its_lease_counts_on():
    async def trickle() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.wait_for(asyncio.Event().wait(), 1)

    async def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=trickle())

    line = Line()
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), timeout=0.05) as http:
        with pytest.raises(OutcomeUnknown, match="no answer"):
            await Road(http, "vendor", line, line.sleep, says_429).send(WRITE)


def test_bodies_and_headers_of_a_request_are_not_shown_by_its_repr():
    ask = Ask(
        "Token",
        "POST",
        "https://vendor.example",
        json={"name": "Jane"},
        form={"secret": "hush"},
        headers={"X-Token": "shpat_1"},
    )
    assert not any(word in repr(ask) for word in ("Jane", "hush", "shpat_1"))
