"""What people are told, and when: one message a condition, bursts gathered, details seldom."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.alerts import crosses
from domain.rules import Thresholds
from domain.telling import Condition, gather, inherits_from, title, words, worth_saying

EIGHT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def condition(subject: str = "uk #1001", **changed: object) -> Condition:
    kind = str(changed.pop("kind", "unknown-sku"))
    standing = Condition(
        f"{kind}|{subject}",
        kind,
        subject,
        1,
        "TEA-9 is no product in Cin7.",
        "Add it.",
        EIGHT,
        EIGHT,
        1,
    )
    return replace(standing, **changed)  # type: ignore[arg-type]


def orders(number: int) -> list[Condition]:
    return [condition(f"uk #{1001 + place}") for place in range(number)]


def test_a_condition_says_what_it_is_what_to_do_and_since_when() -> None:
    assert words([condition()]) == (
        "⚠️ *Unknown SKU: uk #1001*\n"
        "TEA-9 is no product in Cin7.\n"
        "What to do: Add it.\n"
        "_Since 23 Nov 08:00 UTC._"
    )
    again = condition(count=3, last_seen=EIGHT + timedelta(minutes=10))
    assert words([again]).endswith("_Since 23 Nov 08:00 UTC, met 3 times, last 23 Nov 08:10._")


def test_a_condition_that_is_over_says_so_first_and_why() -> None:
    over = condition(ended=True, because="the SKU is there now", ended_at=EIGHT)
    told = words([over])
    assert told.startswith("✅ *Unknown SKU: uk #1001*\n")
    assert "_Settled: the SKU is there now (23 Nov 08:00 to 23 Nov 08:00 UTC)._" in told


def test_nothing_from_outside_is_mark_up() -> None:
    told = words([condition("<!channel> & <@U1>", what="<https://x|click> & more", todo="<b>")])
    assert "<" not in told
    assert "&lt;!channel&gt; &amp; &lt;@U1&gt;" in told
    assert "&lt;https://x|click&gt; &amp; more" in told


def test_new_conditions_have_a_message_each_until_there_are_too_many() -> None:
    assert [len(one.conditions) for one in gather(orders(5), 5)] == [1] * 5
    (burst,) = gather(orders(6), 5)
    assert len(burst.conditions) == 6
    assert burst.key.startswith("burst|unknown-sku|")


def test_each_class_is_gathered_by_itself() -> None:
    low = condition("MUG at main", kind="low-stock")
    messages = gather([*orders(6), low], 5)
    assert [len(one.conditions) for one in messages] == [6, 1]
    assert messages[1].key == "low-stock|MUG at main#1"


def test_an_episode_has_a_key_of_its_own() -> None:
    first, second = gather([condition()], 5), gather([condition(episode=2)], 5)
    assert (first[0].key, second[0].key) == ("unknown-sku|uk #1001#1", "unknown-sku|uk #1001#2")


def test_a_burst_names_the_first_ten_and_the_number() -> None:
    told = words(orders(40))
    assert told.startswith("⚠️ *Unknown SKU: 40 at once*\n")
    assert told.count("• ") == 10
    assert "• uk #1001: TEA-9 is no product in Cin7." in told
    assert "… and 30 more" in told
    assert told.count("What to do: Add it.") == 1


def test_a_burst_says_how_many_still_stand_and_lists_those() -> None:
    some = [replace(one, ended=place < 38) for place, one in enumerate(orders(40))]
    told = words(some)
    assert told.startswith("⚠️ *Unknown SKU: 2 of 40 still open*\n")
    assert "uk #1001" not in told
    assert "uk #1040" in told
    over = words([replace(one, ended=True, ended_at=EIGHT) for one in some])
    assert over.startswith("✅ *Unknown SKU: all 40 settled*")


def test_the_longest_words_stay_readable_and_short() -> None:
    noise = "&" * 5000
    assert len(words([condition(what=noise, todo=noise)])) < 4000
    many = [condition(f"uk #{n}", what="x" * 5000, todo="y" * 5000) for n in range(100)]
    assert len(words(many)) < 4000


def test_what_sold_out_stays_in_the_message_that_told_it_was_low() -> None:
    low = condition("MUG at main", kind="low-stock", ended=True)
    out = condition("MUG at main", kind="sold-out", what="None available.")
    assert low.key in inherits_from(out)
    assert out.key in inherits_from(low)
    assert inherits_from(condition()) == ()
    assert words([low, out]).startswith("⚠️ *Sold out: MUG at main*\nNone available.")


def test_an_ending_is_said_at_once_and_a_detail_now_and_then() -> None:
    now = EIGHT + timedelta(minutes=5)
    met = condition(count=9)
    assert worth_saying([None], [met], EIGHT, now)
    assert not worth_saying([False], [met], EIGHT, now)
    assert worth_saying([False], [met], EIGHT, EIGHT + timedelta(minutes=30))
    assert worth_saying([False], [replace(met, ended=True)], EIGHT, now)
    asleep = replace(met, snoozed=True)
    assert not worth_saying([False], [asleep], EIGHT, EIGHT + timedelta(hours=9))


@pytest.mark.parametrize(
    ("kind", "said"), [("low-stock", "Low stock"), ("sale-refused", "Sale refused")]
)
def test_a_class_is_named_in_words(kind: str, said: str) -> None:
    assert title(kind) == said


FIVE = Thresholds(5)


@pytest.mark.parametrize(
    ("before", "after", "worth"), [(9, 5, True), (3, 9, True), (9, 8, False), (2, 1, True)]
)
def test_a_count_that_fell_low_or_rose_again_is_worth_a_look(
    before: int, after: int, worth: bool
) -> None:
    assert crosses(before, after, FIVE) is worth
