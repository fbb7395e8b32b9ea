"""A file is shared once, found by its title, and nothing is seen before it is shared."""

from datetime import UTC, datetime

import pytest

from clients.errors import Denied, OutcomeUnknown, Unreachable
from tests.clients.slack.scripted_slack import HANGS_UP, Says, no

SINCE = datetime(2026, 11, 23, 10, tzinfo=UTC)
SHARED = Says({"ok": True, "files": [{"id": "F1", "title": "A chart"}]})


def address(vendor) -> Says:
    """An upload address of the same server; what it answers is the next answer."""
    return Says(
        {
            "ok": True,
            "upload_url": str(vendor.server.make_url("/api/bytes")),
            "file_id": "F1",
        }
    )


async def test_a_file_is_asked_for_sent_and_shared(slack) -> None:
    client, vendor = await slack()
    vendor.answers += [address(vendor), Says("OK - 3"), SHARED]
    assert await client.upload("C1", "a.png", "A chart", b"PNG") == "F1"
    assert [method for method, _, _ in vendor.asked] == [
        "files.getUploadURLExternal",
        "bytes",
        "files.completeUploadExternal",
    ]


@pytest.mark.parametrize("answer", [Says("no", 500), HANGS_UP])
async def test_bytes_that_did_not_arrive_share_nothing(slack, answer) -> None:
    client, vendor = await slack()
    vendor.answers += [address(vendor), answer]
    with pytest.raises(Unreachable):
        await client.upload("C1", "a.png", "A chart", b"PNG")
    assert "files.completeUploadExternal" not in [method for method, _, _ in vendor.asked]


async def test_a_share_without_an_answer_is_in_doubt(slack) -> None:
    client, vendor = await slack()
    vendor.answers += [address(vendor), Says("OK - 3"), HANGS_UP]
    with pytest.raises(OutcomeUnknown):
        await client.upload("C1", "a.png", "A chart", b"PNG")


async def test_a_missing_scope_is_said_before_anything_is_sent(slack) -> None:
    client, vendor = await slack(no("missing_scope"))
    with pytest.raises(Denied):
        await client.upload("C1", "a.png", "A chart", b"PNG")
    assert len(vendor.asked) == 1


async def test_a_shared_file_is_found_by_its_title(slack) -> None:
    words, file = {"ts": "2.0", "text": "words"}, {"id": "F1", "title": "A"}
    messages = [words, {"ts": "1.0", "files": [file]}]
    client, _ = await slack(Says({"ok": True, "messages": messages, "has_more": False}))
    assert await client.shared("C1", "A", since=SINCE) == "F1"
    assert await client.shared("C1", "another", since=SINCE) is None
