"""What the ledger hands the books about exceptions and messages."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

from deployments.audit import claims
from ledger import exceptions
from ledger.models_work import ExceptionRow, OutboxMessage, OutboxState
from ledger.store import Ledger
from sandbox.books_claims import Claims
from settings.load import load_rules

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RULES = load_rules(Path(__file__).resolve().parents[2] / "rules.toml")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    SQLModel.metadata.create_all(ledger.engine)
    yield ledger
    ledger.close()


def trouble(ledger: Ledger, minutes: float = 0, **detail: Any) -> ExceptionRow:
    return exceptions.raise_exception(
        ledger,
        "void-refused",
        "uk #1",
        what="It is on its way.",
        todo="Ask the carrier.",
        retry_flow=None,
        detail=detail,
        now=NOON + timedelta(minutes=minutes),
    )


def put_message(ledger: Ledger, *carried: tuple[str, int], error: str | None = None) -> None:
    with ledger.session() as session:
        session.add(
            OutboxMessage(
                key="k1",
                channel="C1",
                text="⚠️ It is on its way.",
                carries=[{"key": key, "episode": of, "ended": False} for key, of in carried],
                state=OutboxState.SENT,
                error=error,
                created_at=NOON,
                updated_at=NOON,
                due_at=NOON,
            )
        )


def told(ledger: Ledger, **more: Any) -> Claims:
    return Claims.model_validate(claims(ledger, RULES, **more))


def the_message(ledger: Ledger) -> Any:
    messages = told(ledger).messages
    assert messages is not None
    [message] = messages
    return message


def test_an_exception_names_its_order_and_its_subject(ledger: Ledger) -> None:
    trouble(ledger, store="uk", order="#1", order_id=7)
    [claim] = told(ledger).exceptions
    assert (claim.store, claim.order_name, claim.order_id) == ("uk", "#1", 7)
    assert (claim.subject, claim.reason, claim.open) == ("uk #1", "void-refused", True)


def test_an_exception_without_a_detail_is_handed_over_too(ledger: Ledger) -> None:
    trouble(ledger)
    [claim] = told(ledger).exceptions
    assert (claim.store, claim.subject) == ("", "uk #1")


def test_a_message_is_handed_over_with_its_words(ledger: Ledger) -> None:
    put_message(ledger)
    message = the_message(ledger)
    assert (message.key, message.channel, message.text) == ("k1", "C1", "⚠️ It is on its way.")
    assert (message.sent, message.since, message.open) == (True, NOON, None)


def test_words_that_were_given_up_were_not_said(ledger: Ledger) -> None:
    put_message(ledger, error="no_text")
    assert not the_message(ledger).sent


def test_whether_a_message_is_open_is_what_its_condition_says(ledger: Ledger) -> None:
    row = trouble(ledger)
    put_message(ledger, (row.key, row.episode))
    assert (the_message(ledger).open, the_message(ledger).turned) == (True, NOON)
    later = NOON + timedelta(hours=1)
    exceptions.close_exception(ledger, "void-refused", "uk #1", because="gone", now=later)
    assert (the_message(ledger).open, the_message(ledger).turned) == (False, later)


def test_a_condition_that_came_back_is_another_messages(ledger: Ledger) -> None:
    row = trouble(ledger)
    put_message(ledger, (row.key, row.episode))
    exceptions.close_exception(ledger, "void-refused", "uk #1", because="gone", now=NOON)
    trouble(ledger, minutes=90)
    assert the_message(ledger).open is False


def test_what_the_driver_knows_goes_before(ledger: Ledger) -> None:
    put_message(ledger)
    assert told(ledger, messages=None).messages is None
    given = told(ledger, carrier_desk=True, not_ours=[["uk.myshopify.example", "#1"]])
    assert given.carrier_desk
    assert given.not_ours == frozenset({("uk.myshopify.example", "#1")})
