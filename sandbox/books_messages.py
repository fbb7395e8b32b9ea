"""Promise 6: each trouble is said once, in one message that changes in place and ends as closed.

A message is known by the key in its metadata; a reply in a thread has a key of its own. What the
ledger takes for said stands in the channel with its latest words, nothing stands there that the
ledger does not know of, and what it put down is said in time. Slack escapes ``&``, ``<`` and ``>``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from html import unescape

from sandbox.books_claims import MessageClaim
from sandbox.books_names import is_settled
from sandbox.books_parcel_facts import Message
from sandbox.books_story import Story

CLOSED = "✅ "
"""How the words of a condition that is over begin."""

TEXT_MOST = 4000
"""Of longer words only so much need stand in the channel."""


def message_breaches(story: Story) -> Iterator[str]:
    """Words said twice, never, wrong, or by nobody we know; conditions open twice."""
    claims = story.claims.messages
    if claims is None:
        return
    known = {claim.key: claim for claim in claims}
    posted: dict[str, list[Message]] = defaultdict(list)
    for message in story.doorstep.messages.values():
        posted[message.key].append(message)
    for key, messages in posted.items():
        if key not in known:
            for message in messages:
                yield (
                    f"the ledger knows nothing of the message {key or 'without a key'} posted to"
                    f" {message.posted.channel} at {message.moment.at:%H:%M:%S}"
                )
        elif len(messages) > 1:
            times = ", ".join(f"{message.moment.at:%H:%M:%S}" for message in messages)
            yield f"message {key} was posted {len(messages)} times: {times}"
    for claim in claims:
        yield from _said_wrong(story, claim, posted.get(claim.key, []))
    yield from _open_twice(story)


def _said_wrong(story: Story, claim: MessageClaim, posted: list[Message]) -> Iterator[str]:
    if claim.since is not None and not is_settled(story, claim.since):
        return
    if not claim.sent:
        if claim.since is not None:
            yield f"message {claim.key} waits since {claim.since:%H:%M:%S} and was not said"
        return
    if not posted:
        yield f"message {claim.key} is taken for said and stands in no channel"
        return
    latest = posted[-1]
    if not _same(claim.text, latest.text):
        yield f"message {claim.key} says {latest.text[:80]!r} instead of {claim.text[:80]!r}"
    if claim.channel and latest.posted.channel != claim.channel:
        yield f"message {claim.key} stands in {latest.posted.channel}, not in {claim.channel}"
    if claim.turned is not None and not is_settled(story, claim.turned):
        return
    if claim.open is False and not latest.text.startswith(CLOSED):
        yield f"message {claim.key} tells of a closed condition and does not say so"
    if claim.open and latest.text.startswith(CLOSED):
        yield f"message {claim.key} says that an open condition is closed"


def _same(wanted: str, said: str) -> bool:
    wanted, said = unescape(wanted), unescape(said)
    return wanted == said or (len(said) >= TEXT_MOST and wanted.startswith(said))


def _open_twice(story: Story) -> Iterator[str]:
    open_now = Counter(
        (claim.reason, claim.subject)
        for claim in story.claims.exceptions
        if claim.open and claim.subject
    )
    for (reason, subject), number in sorted(open_now.items()):
        if number > 1:
            yield f"{number} exceptions are open for one condition: {reason} of {subject}"
