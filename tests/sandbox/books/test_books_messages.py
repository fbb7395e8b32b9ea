"""Promise 6: each trouble is said once, in one message that changes in place."""

from tests.sandbox.books.doorstep import Desk


def said(key: str = "k1", text: str = "Low on mugs", **more: object) -> dict[str, object]:
    return {"key": key, "channel": "C1", "text": text, "sent": True, **more}


def breaches(desk: Desk, *messages: dict[str, object], **claims: object) -> list[str]:
    report = desk.books(messages=list(messages), **claims)
    assert report.promises["6"] == len(report.breaches["6"])
    return report.breaches["6"]


def test_without_the_outbox_it_is_not_watched(desk: Desk) -> None:
    assert desk.at(10).post("k1", "Low on mugs", "1").books().promises["6"] is None


def test_words_said_once_are_kept(desk: Desk) -> None:
    assert breaches(desk.at(10).post("k1", "Low on mugs", "1"), said()) == []


def test_words_said_twice_are_a_breach(desk: Desk) -> None:
    desk.at(10).post("k1", "Low on mugs", "1").at(20).post("k1", "Low on mugs", "2")
    assert breaches(desk, said()) == ["message k1 was posted 2 times: 08:00:10, 08:00:20"]


def test_a_reply_in_a_thread_has_its_own_key(desk: Desk) -> None:
    desk.at(10).post("k1", "Low on mugs", "1").post("k1/more", "Still", "2")
    assert breaches(desk, said(), said("k1/more", "Still")) == []


def test_words_that_are_taken_for_said_and_were_not_are_a_breach(desk: Desk) -> None:
    assert breaches(desk, said()) == ["message k1 is taken for said and stands in no channel"]


def test_words_that_the_ledger_does_not_know_are_a_breach(desk: Desk) -> None:
    desk.at(10).post("k1", "Low on mugs", "1").post(None, "Hello", "2")
    assert breaches(desk) == [
        "the ledger knows nothing of the message k1 posted to C1 at 08:00:10",
        "the ledger knows nothing of the message without a key posted to C1 at 08:00:10",
    ]


def test_a_message_says_the_latest_words(desk: Desk) -> None:
    desk.at(10).post("k1", "Low on mugs", "1")
    assert breaches(desk, said(text="Out of mugs")) == [
        "message k1 says 'Low on mugs' instead of 'Out of mugs'"
    ]
    assert breaches(desk.at(20).update("Out of mugs", "1"), said(text="Out of mugs")) == []


def test_slack_escapes_some_letters(desk: Desk) -> None:
    desk.at(10).post("k1", "Cups &amp; mugs &lt; 5", "1")
    assert breaches(desk, said(text="Cups & mugs < 5")) == []


def test_very_long_words_may_be_cut(desk: Desk) -> None:
    desk.at(10).post("k1", "a" * 4000, "1")
    assert breaches(desk, said(text="a" * 5000)) == []
    assert len(breaches(desk, said(text="b" + "a" * 5000))) == 1


def test_a_message_stands_where_it_belongs(desk: Desk) -> None:
    desk.at(10).post("k1", "Low on mugs", "1", channel="C2")
    assert breaches(desk, said()) == ["message k1 stands in C2, not in C1"]
    assert breaches(desk, said(channel="")) == []


def test_a_closed_condition_says_so_at_the_end(desk: Desk) -> None:
    desk.at(10).post("k1", "Low on mugs", "1")
    assert breaches(desk, said(open=True)) == []
    assert breaches(desk, said(open=False)) == [
        "message k1 tells of a closed condition and does not say so"
    ]
    just_now = {"turned": desk.at(40).now.isoformat()}
    settling = {"until": desk.at(60).now, "grace_seconds": 21}
    assert breaches(desk, said(open=False, **just_now), **settling) == []
    assert len(breaches(desk, said(open=False, **just_now), until=desk.now)) == 1
    desk.at(20).update("✅ Low on mugs", "1")
    assert breaches(desk, said(text="✅ Low on mugs", open=False)) == []
    assert breaches(desk, said(text="✅ Low on mugs", open=True)) == [
        "message k1 says that an open condition is closed"
    ]


def test_words_that_wait_too_long_are_a_breach(desk: Desk) -> None:
    waiting = said(sent=False, since=desk.at(10).now.isoformat())
    desk.at(40).post("k2", "Else", "1")
    assert breaches(desk, waiting, said("k2", "Else")) == [
        "message k1 waits since 08:00:10 and was not said"
    ]
    claim = {"until": desk.now, "grace_seconds": 31}
    assert breaches(desk, waiting, said("k2", "Else"), **claim) == []
    assert breaches(desk, said(sent=False), said("k2", "Else")) == []


def test_words_put_down_after_the_books_were_closed_are_not_judged(desk: Desk) -> None:
    desk.at(10).post("k1", "Low on mugs", "1")
    newer = said(text="Out of mugs", since=desk.at(30).now.isoformat())
    assert breaches(desk, newer, until=desk.at(20).now) == []
    assert len(breaches(desk, newer, until=desk.at(30).now)) == 1


def test_a_condition_is_open_once(desk: Desk) -> None:
    row = {"class": "stock-low", "subject": "MUG", "open": True}
    assert breaches(desk, exceptions=[row, {**row, "open": False}]) == []
    assert breaches(desk, exceptions=[row, {**row, "subject": "CUP"}]) == []
    assert breaches(desk, exceptions=[row, row]) == [
        "2 exceptions are open for one condition: stock-low of MUG"
    ]
