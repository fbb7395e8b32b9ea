"""A click is let in only if Slack signed its very bytes, lately."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.signature import SignatureVerifier

from clients.slack.signatures import verify

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
RAW = b"payload=%7B%22type%22%3A%22block_actions%22%7D"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


def signed(
    raw: bytes = RAW, secret: str = SECRET, at: datetime = NOW, version: str = "v0"
) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    base = f"{version}:{stamp}:".encode() + raw
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"{version}={digest}"}


def test_a_click_that_slack_signed_is_let_in() -> None:
    assert verify(RAW, signed(), [SECRET], NOW)
    assert verify(RAW, {k.lower(): v for k, v in signed().items()}, [SECRET], NOW)
    assert verify(b"\xff", signed(b"\xff"), [SECRET], NOW)


def test_slacks_own_library_signs_as_we_verify() -> None:
    stamp = str(int(NOW.timestamp()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=RAW)
    assert signature is not None
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
    assert verify(RAW, headers, [SECRET], NOW)


@pytest.mark.parametrize(("late", "passes"), [(300, True), (301, False)])
@pytest.mark.parametrize("way", [1, -1])
def test_a_click_is_of_our_time_within_five_minutes_either_way(late, way, passes) -> None:
    assert verify(RAW, signed(), [SECRET], NOW + timedelta(seconds=late * way)) is passes


@pytest.mark.parametrize("raw", [RAW + b" ", b"", RAW.replace(b"%22", b'"')])
def test_other_bytes_are_not_let_in(raw) -> None:
    assert not verify(raw, signed(), [SECRET], NOW)


def test_a_replay_with_a_fresh_time_is_not_let_in() -> None:
    later = NOW + timedelta(hours=1)
    fresh = {**signed(), "X-Slack-Request-Timestamp": str(int(later.timestamp()))}
    assert not verify(RAW, fresh, [SECRET], later)


@pytest.mark.parametrize("version", ["v1", ""])
def test_another_version_is_not_let_in(version) -> None:
    assert not verify(RAW, signed(version=version), [SECRET], NOW)


@pytest.mark.parametrize("header", signed())
@pytest.mark.parametrize("value", [None, "", "nan", "-1", "1e9", "²", "9" * 400, "v0=ä"])
def test_a_header_that_is_missing_or_nonsense_is_not_let_in(header, value) -> None:
    headers = signed()
    del headers[header]
    if value is not None:
        headers[header] = value
    assert not verify(RAW, headers, [SECRET], NOW)


def test_while_a_secret_is_changed_both_are_good_and_a_blank_one_never() -> None:
    assert verify(RAW, signed(), ["new", SECRET], NOW)
    assert verify(RAW, signed(secret="new"), ["new", SECRET], NOW)
    assert not verify(RAW, signed(secret=""), ["", SECRET], NOW)
    assert not verify(RAW, signed(), [], NOW)
