"""A change outside is claimed by one run at a time, and looked for before it is done again."""

from datetime import datetime, timedelta

import pytest

from ledger import effects
from ledger.effects import Claim, Effect, EffectKind, EffectState
from ledger.store import Ledger

KEY = "uk.myshopify.example/1001"
LEASE = 300.0
KINDS = list(EffectKind)


@pytest.fixture(params=KINDS, ids=[kind.value for kind in KINDS])
def any_kind(request: pytest.FixtureRequest) -> EffectKind:
    return EffectKind(request.param)


def intend(ledger: Ledger, now: datetime, kind: EffectKind = EffectKind.CREATE_SALE) -> Effect:
    return effects.intend(
        ledger, kind, KEY, subject="uk #1001", detail={"lines": 2}, token="t-1", now=now
    )


def claim(ledger: Ledger, owner: str, at: datetime) -> Claim | None:
    return effects.claim(ledger, EffectKind.CREATE_SALE, KEY, owner, at, LEASE)


def row(ledger: Ledger) -> Effect:
    found = effects.by_key(ledger, EffectKind.CREATE_SALE, KEY)
    assert found is not None
    return found


def after(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)


def test_every_kind_goes_from_intent_to_the_vendors_id(
    ledger: Ledger, now: datetime, any_kind: EffectKind
) -> None:
    intend(ledger, now, any_kind)
    taken = effects.claim(ledger, any_kind, KEY, "run-a", now, LEASE)
    assert taken is not None
    assert (taken.must_look, taken.looks, taken.effect.token) == (False, 0, "t-1")
    assert effects.confirm(ledger, any_kind, KEY, "run-a", "vendor-7", after(now, 2))
    done = effects.by_key(ledger, any_kind, KEY)
    assert done is not None
    assert (done.state, done.vendor_id, done.done_at) == (
        EffectState.DONE,
        "vendor-7",
        after(now, 2),
    )
    assert effects.claim(ledger, any_kind, KEY, "run-b", after(now, 9_999), LEASE) is None


def test_an_intent_written_twice_is_one_row_with_its_first_token(
    ledger: Ledger, now: datetime
) -> None:
    intend(ledger, now)
    again = effects.intend(
        ledger,
        EffectKind.CREATE_SALE,
        KEY,
        subject="other",
        detail={"lines": 9},
        token="t-2",
        now=after(now, 60),
    )
    assert (again.token, again.detail, again.created_at) == ("t-1", {"lines": 2}, now)
    assert len(effects.export(ledger)) == 1


def test_the_same_key_of_another_kind_is_another_effect(ledger: Ledger, now: datetime) -> None:
    intend(ledger, now)
    intend(ledger, now, EffectKind.AUTHORISE_SALE)
    assert len(effects.by_subject(ledger, "uk #1001")) == 2
    assert len(effects.by_subject(ledger, "uk #1001", EffectKind.AUTHORISE_SALE)) == 1


def test_nobody_else_gets_what_is_claimed_while_the_lease_runs(
    ledger: Ledger, now: datetime
) -> None:
    intend(ledger, now)
    assert claim(ledger, "run-a", now) is not None
    assert claim(ledger, "run-b", after(now, LEASE)) is None
    assert row(ledger).owner == "run-a"


def test_an_ended_lease_is_taken_over_and_the_new_owner_must_look(
    ledger: Ledger, now: datetime
) -> None:
    intend(ledger, now)
    claim(ledger, "run-a", now)
    taken = claim(ledger, "run-b", after(now, LEASE + 1))
    assert taken is not None
    assert taken.must_look is True
    assert (row(ledger).owner, row(ledger).attempts) == ("run-b", 2)


@pytest.mark.parametrize("what", ["confirm", "doubt", "looked", "release", "refuse", "abandon"])
def test_a_former_owner_who_comes_back_late_changes_nothing(
    ledger: Ledger, now: datetime, what: str
) -> None:
    intend(ledger, now)
    claim(ledger, "run-a", now)
    claim(ledger, "run-b", after(now, LEASE + 1))
    before, late = row(ledger), after(now, LEASE + 2)
    name = (ledger, EffectKind.CREATE_SALE, KEY, "run-a")
    said = {
        "confirm": lambda: effects.confirm(*name, "vendor-7", late),
        "doubt": lambda: effects.doubt(*name, late, "time-out", late),
        "looked": lambda: effects.looked(*name, late, late),
        "release": lambda: effects.release(*name, late),
        "refuse": lambda: effects.refuse(*name, "no", late),
        "abandon": lambda: effects.abandon(*name, "no", late),
    }[what]()
    assert said is False
    assert row(ledger).model_dump() == before.model_dump()
    assert effects.renew(*name, late, LEASE) is False


def test_a_late_confirm_counts_while_nobody_has_taken_over(ledger: Ledger, now: datetime) -> None:
    intend(ledger, now)
    claim(ledger, "run-a", now)
    late = after(now, LEASE + 60)
    assert effects.confirm(ledger, EffectKind.CREATE_SALE, KEY, "run-a", "vendor-7", late)
    assert row(ledger).state is EffectState.DONE


def test_renewing_right_before_sending_lengthens_the_lease(ledger: Ledger, now: datetime) -> None:
    intend(ledger, now)
    claim(ledger, "run-a", now)
    sending = after(now, 200)
    assert effects.renew(ledger, EffectKind.CREATE_SALE, KEY, "run-a", sending, LEASE)
    assert claim(ledger, "run-b", after(now, LEASE + 1)) is None
    assert claim(ledger, "run-b", after(now, 200 + LEASE + 1)) is not None


def test_a_doubt_is_not_looked_at_before_the_settle_time(ledger: Ledger, now: datetime) -> None:
    intend(ledger, now)
    claim(ledger, "run-a", now)
    settled = after(now, 60)
    effects.doubt(ledger, EffectKind.CREATE_SALE, KEY, "run-a", settled, "time-out", now)
    assert row(ledger).error == "time-out"
    assert claim(ledger, "run-b", after(now, 59)) is None
    taken = claim(ledger, "run-b", settled)
    assert taken is not None
    assert taken.must_look is True


def test_looks_are_counted_until_it_is_sent_again(ledger: Ledger, now: datetime) -> None:
    name = (ledger, EffectKind.CREATE_SALE, KEY)
    intend(ledger, now)
    claim(ledger, "run-a", now)
    effects.doubt(*name, "run-a", after(now, 60), "time-out", now)
    claim(ledger, "run-b", after(now, 60))
    assert effects.looked(*name, "run-b", after(now, 120), after(now, 61))
    assert claim(ledger, "run-c", after(now, 119)) is None
    second = claim(ledger, "run-c", after(now, 120))
    assert second is not None
    assert (second.must_look, second.looks) == (True, 1)
    effects.doubt(*name, "run-c", after(now, 200), "sent again, time-out again", after(now, 130))
    third = claim(ledger, "run-d", after(now, 200))
    assert third is not None
    assert third.looks == 0


def test_a_take_over_forgets_looks_as_the_dead_run_may_have_sent_it(
    ledger: Ledger, now: datetime
) -> None:
    name = (ledger, EffectKind.CREATE_SALE, KEY)
    intend(ledger, now)
    claim(ledger, "run-a", now)
    effects.doubt(*name, "run-a", now, "time-out", now)
    claim(ledger, "run-b", now)
    effects.looked(*name, "run-b", now, now)
    second = claim(ledger, "run-c", now)
    assert second is not None
    assert second.looks == 1
    # run-c looks, finds nothing, sends, and is killed.
    third = claim(ledger, "run-d", after(now, LEASE + 1))
    assert third is not None
    assert (third.must_look, third.looks) == (True, 0)


def test_a_fresh_claim_given_back_is_as_if_never_taken(ledger: Ledger, now: datetime) -> None:
    intend(ledger, now)
    claim(ledger, "run-a", now)
    assert effects.release(ledger, EffectKind.CREATE_SALE, KEY, "run-a", now)
    assert (row(ledger).state, row(ledger).owner) == (EffectState.INTENDED, None)
    taken = claim(ledger, "run-b", now)
    assert taken is not None
    assert taken.must_look is False


def test_a_doubt_given_back_is_still_a_doubt(ledger: Ledger, now: datetime) -> None:
    """The look itself failed, say: that proves nothing about the effect."""
    name = (ledger, EffectKind.CREATE_SALE, KEY)
    intend(ledger, now)
    claim(ledger, "run-a", now)
    effects.doubt(*name, "run-a", now, "time-out", now)
    claim(ledger, "run-b", now)
    effects.looked(*name, "run-b", now, now)
    claim(ledger, "run-c", now)
    assert effects.release(*name, "run-c", after(now, 5))
    taken = claim(ledger, "run-d", after(now, 5))
    assert taken is not None
    assert (taken.must_look, taken.looks) == (True, 1)


@pytest.mark.parametrize("how", ["refused", "abandoned"])
def test_what_has_ended_without_success_says_why_and_rests(
    ledger: Ledger, now: datetime, how: str
) -> None:
    name = (ledger, EffectKind.CREATE_SALE, KEY, "run-a")
    intend(ledger, now)
    claim(ledger, "run-a", now)
    end = effects.refuse if how == "refused" else effects.abandon
    assert end(*name, "no such warehouse", now)
    assert (row(ledger).state.value, row(ledger).because) == (how, "no such warehouse")
    assert claim(ledger, "run-b", after(now, 9_999)) is None
    assert effects.due(ledger, after(now, 9_999)) == []


@pytest.mark.parametrize(("how", "must_look"), [("refused", False), ("abandoned", True)])
def test_a_person_can_open_it_again(
    ledger: Ledger, now: datetime, how: str, must_look: bool
) -> None:
    name = (ledger, EffectKind.CREATE_SALE, KEY)
    intend(ledger, now)
    assert effects.reopen(*name, "t-2", "too early", now) is False
    claim(ledger, "run-a", now)
    end = effects.refuse if how == "refused" else effects.abandon
    end(*name, "run-a", "no such warehouse", now)
    assert effects.reopen(*name, "t-2", "Ann mapped the warehouse", now) is True
    taken = claim(ledger, "run-b", now)
    assert taken is not None
    assert (taken.must_look, taken.effect.token) == (must_look, "t-2")


def test_what_is_due_is_what_somebody_has_to_take_up(ledger: Ledger, now: datetime) -> None:
    def effect(key: str) -> tuple[Ledger, EffectKind, str]:
        effects.intend(
            ledger, EffectKind.SET_STOCK, key, subject="uk", detail={}, token=None, now=now
        )
        return (ledger, EffectKind.SET_STOCK, key)

    effect("intended")
    effects.claim(*effect("held"), "run-a", now, 1_000)
    effects.claim(*effect("ended"), "run-a", now, 10)
    for key, settle in [("doubtful", 30), ("doubtful, too early", 90)]:
        effects.claim(*effect(key), "run-a", now, 10)
        effects.doubt(ledger, EffectKind.SET_STOCK, key, "run-a", after(now, settle), "?", now)
    effects.claim(*effect("done"), "run-a", now, 10)
    effects.confirm(ledger, EffectKind.SET_STOCK, "done", "run-a", "v", now)
    assert [row.key for row in effects.due(ledger, after(now, 60))] == [
        "intended",
        "ended",
        "doubtful",
    ]


def test_an_audit_gets_every_effect_as_plain_data(ledger: Ledger, now: datetime) -> None:
    intend(ledger, now)
    claim(ledger, "run-a", now)
    effects.confirm(ledger, EffectKind.CREATE_SALE, KEY, "run-a", "vendor-7", now)
    [told] = effects.export(ledger)
    assert told["kind"] == "create-sale"
    assert told["state"] == "done"
    assert (told["key"], told["token"], told["vendor_id"]) == (KEY, "t-1", "vendor-7")
