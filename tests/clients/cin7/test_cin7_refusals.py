"""What Cin7 says no with, and what a person reads of it."""

import httpx
import pytest

from clients.cin7.errors import (
    AlreadyVoided,
    NotFound,
    StageRefused,
    UnknownProduct,
    UnknownReference,
)
from clients.errors import (
    ClientError,
    Denied,
    Malformed,
    OutcomeUnknown,
    Rejected,
    Unreachable,
)
from tests.clients.cin7.scripted_cin7 import ACCOUNT, KEY, complains, says, whole_sale

TEXTS = {
    "Purchase not found": NotFound,
    "Sale with ID '916ab4c0-6ccb-4c93-873d-0603859050e4' was not found": NotFound,
    "Sale does not exist": NotFound,
    "Task not found.": NotFound,
    "Webhook not found": NotFound,
    "Product with SKU 'X' was not found": UnknownProduct,
    "SKU ABC does not exist": UnknownProduct,
    "Category not found.": UnknownReference,
    "Brand 'Acme' was not found in reference book": UnknownReference,
    "Sale account 'x' was not found in reference book": UnknownReference,
    "Account with specified ID not found": UnknownReference,
    "Order status is not DRAFT or NOT AVAILABLE": StageRefused,
    "Quote status must be AUTHORISED": StageRefused,
    "Pick is not authorised": StageRefused,
    "Invoice 'INV-1' is not an authorised invoice": StageRefused,
    "Simple sale can have only one invoice": StageRefused,
    "Pending fulfillment": StageRefused,
    "Sale is already voided": AlreadyVoided,
    "The sale has been voided": AlreadyVoided,
    "Quantity must be greater than 0": Rejected,
}
"""The vendor's words; those of the stages are not known literally."""


def shapes(text: str, code: int = 400) -> dict[str, httpx.Response]:
    listed = complains(text, code)
    return {
        "list": says(listed, 400),
        "object": says(listed[0], 400),
        "list in a 200": says(listed),
        "object in a 200": says(listed[0]),
        "list with 404": says(listed, 404),
        "list without codes": says([{"Exception": text}], 400),
    }


@pytest.mark.parametrize(("text", "kind"), TEXTS.items(), ids=TEXTS.keys())
@pytest.mark.parametrize("shape", shapes("").keys())
async def test_the_vendors_words_decide_what_a_refusal_is(cin7, text, kind, shape) -> None:
    client, vendor = cin7(shapes(text)[shape])
    with pytest.raises(Rejected) as caught:
        await client.void_sale("S1")
    assert type(caught.value) is kind
    assert not caught.value.transient
    assert len(vendor.asked) == 1


async def test_the_vendors_own_words_stand_in_the_error(cin7) -> None:
    client, _ = cin7(says([*complains("First trouble."), *complains("Second trouble.")], 400))
    with pytest.raises(Rejected, match=r"cin7 GET sale: First trouble\. Second trouble\."):
        await client.sale("S1")


async def test_a_wrong_key_tells_a_person_what_to_check_and_never_the_key(cin7) -> None:
    client, vendor = cin7(httpx.Response(403, text=f"{KEY} of {ACCOUNT} is not active"))
    with pytest.raises(Denied, match="Check the account id and the application key") as caught:
        await client.me()
    assert KEY not in str(caught.value)
    assert ACCOUNT not in str(caught.value)
    assert vendor.asked[0].headers["api-auth-applicationkey"] == KEY


async def test_a_wrong_key_told_inside_a_200_is_denied_too(cin7) -> None:
    client, _ = cin7(says(complains("Incorrect credentials!", 403)))
    with pytest.raises(Denied):
        await client.me()


HTML = httpx.Response(
    200, text="<!DOCTYPE html><h1>Page not found</h1>", headers={"content-type": "text/html"}
)
STRANGE = {
    "html in a 200": HTML,
    "a redirect": httpx.Response(302, headers={"location": "/PageNotFound"}),
    "nothing": httpx.Response(204),
    "cut json": httpx.Response(200, text='{"ID": "S1", "Sta'),
    "null": httpx.Response(200, text="null"),
    "a bare list": httpx.Response(200, text="[]"),
    "a field missing": says({"Status": "ORDERED"}),
    "nested too deep": httpx.Response(200, text="[" * 100_000),
    "bytes that are no text": httpx.Response(200, content=b"\xff\xfe\x00"),
}


@pytest.mark.parametrize("answer", STRANGE.values(), ids=STRANGE.keys())
async def test_a_read_that_answers_nonsense_is_malformed(cin7, answer) -> None:
    client, _ = cin7(answer)
    with pytest.raises(Malformed) as caught:
        await client.sale("S1")
    assert not caught.value.transient


@pytest.mark.parametrize("answer", STRANGE.values(), ids=STRANGE.keys())
async def test_a_write_that_answers_nonsense_may_have_taken_effect(cin7, answer) -> None:
    client, vendor = cin7(answer)
    with pytest.raises(OutcomeUnknown):
        await client.void_sale("S1")
    assert len(vendor.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(502),
        httpx.Response(408),
        httpx.ReadTimeout("late"),
        says(complains("Unexpected error", 500)),
    ],
    ids=["500", "502", "408", "time-out", "an internal error inside a 200"],
)
async def test_no_answer_is_transient_on_a_read_and_unknown_on_a_write(cin7, answer) -> None:
    client, _ = cin7(answer)
    with pytest.raises(Unreachable) as read:
        await client.sale("S1")
    assert read.value.transient
    with pytest.raises(OutcomeUnknown) as wrote:
        await client.undo_sale("S1")
    assert not wrote.value.transient


async def test_a_write_that_never_got_a_connection_may_be_tried_again(cin7) -> None:
    client, _ = cin7(httpx.ConnectError("refused"))
    with pytest.raises(Unreachable) as caught:
        await client.void_sale("S1")
    assert caught.value.transient


async def test_an_unknown_address_points_at_the_base_url(cin7) -> None:
    client, _ = cin7(httpx.Response(404, text="<h1>404</h1>"))
    with pytest.raises(Rejected, match="Check the base URL") as caught:
        await client.sale("S1")
    assert type(caught.value) is Rejected  # not: there is no such sale


async def test_a_redirect_is_no_answer_whatever_its_body_says(cin7) -> None:
    moved = says(whole_sale(), 302, location="/elsewhere")
    client, vendor = cin7(moved)
    with pytest.raises(Malformed, match="sent elsewhere"):
        await client.sale("S1")
    with pytest.raises(OutcomeUnknown, match="sent elsewhere"):
        await client.void_sale("S1")
    assert len(vendor.asked) == 2


async def test_a_method_that_is_not_allowed_is_a_refusal(cin7) -> None:
    client, _ = cin7(httpx.Response(405, text="Method not allowed"))
    with pytest.raises(Rejected, match="405"):
        await client.void_sale("S1")


@pytest.mark.parametrize("status", [400, 200])
async def test_no_name_and_no_address_of_a_customer_gets_into_an_error(cin7, status) -> None:
    text = "Customer 'Ada Lovelace' with email ada@post.example not found"
    client, _ = cin7(says(complains(text), status))
    with pytest.raises(UnknownReference) as caught:
        await client.sale("S1")
    assert "Ada" not in str(caught.value)
    assert "ada@" not in str(caught.value)
    assert "not found" in str(caught.value)


async def test_what_stood_in_a_wrong_field_is_not_told(cin7) -> None:
    client, _ = cin7(says({"ID": "S1", "Status": "ORDERED", "Customer": {"Name": "Ada Lovelace"}}))
    with pytest.raises(Malformed, match="Customer: string_type") as caught:
        await client.sale("S1")
    error: BaseException | None = caught.value
    assert "Ada" not in str(error)
    assert error.__suppress_context__  # nor by way of what it came from


async def test_the_vendors_request_id_is_kept(cin7) -> None:
    client, _ = cin7(says(complains("Sale not found"), 400, x_request_id="r-1"))
    with pytest.raises(ClientError) as caught:
        await client.sale("S1")
    assert caught.value.request_id == "r-1"
