"""Whether Slack is silent, and why, as the doctor sees it."""

from deployments.doctor.check import Verdict
from deployments.doctor.examine import examine
from deployments.doctor.words import look_at_slack, look_at_words
from ledger import outbox
from tests.town import MORNING, ROOT, Town


async def test_without_a_token_a_person_reads_that_nobody_is_told(town: Town) -> None:
    assert look_at_words(town.ledger, slack=False).verdict is Verdict.NOTE


async def test_the_channel_itself_is_asked_and_nothing_is_posted(town: Town) -> None:
    assert town.outside.slack is not None
    channels = [town.outside.channel, "C0NOWHERE"]
    wrong, right = await look_at_slack(town.outside.slack, channels, MORNING)
    assert (wrong.verdict, "channel_not_found" in wrong.found) == (Verdict.BAD, True)
    assert (right.verdict, town.outside.channel in right.found) == (Verdict.GOOD, True)
    assert not town.world.slack.channels[town.outside.channel].messages


async def test_a_token_that_slack_revoked_is_a_finding(town: Town) -> None:
    town.world.slack.bots.clear()
    found = {check.name: check for check in await examine(ROOT)}
    assert found["slack: channel"].verdict is Verdict.BAD
    assert "invalid_auth" in found["slack: channel"].found


async def test_words_that_merely_wait_are_no_trouble(town: Town) -> None:
    outbox.put(town.ledger, "held|uk #1", "C1", "uk #1 is held", MORNING)
    found = look_at_words(town.ledger, slack=True)
    assert (found.verdict, found.found[0]) == (Verdict.GOOD, "1")


async def test_words_that_slack_refused_are_shown_with_the_reason(town: Town) -> None:
    outbox.put(town.ledger, "held|uk #1", "C1", "uk #1 is held", MORNING)
    outbox.failed(town.ledger, "held|uk #1", 1, "slack chat.postMessage: not_in_channel", MORNING)
    found = look_at_words(town.ledger, slack=True)
    assert found.verdict is Verdict.BAD
    assert "not_in_channel" in found.found
    assert found.mend
