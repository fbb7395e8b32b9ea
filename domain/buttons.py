"""A message as Slack's blocks, with buttons under it. Pure; within Slack's limits.

A section holds 3,000 characters, all blocks together are best below 8,000; our longest text has
4,000, cut at ends of lines.
"""

from domain.answers import LABELS, Answer

LONGEST_SECTION = 2_900
CONFIRMED = {Answer.RESOLVE: "It opens again if it is met again."}
"""Buttons that are easily pressed by mistake ask first."""

Block = dict[str, object]


def blocks_of(text: str, number: int) -> list[Block]:
    """The text, and a button for each answer.

    Args:
        text: In Slack's mark-up, escaped already.
        number: Of our message; it is all that a button knows.
    """
    sections: list[Block] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": part}} for part in _parts(text)
    ]
    return [*sections, {"type": "actions", "elements": [_button(a, number) for a in Answer]}]


def _button(answer: Answer, number: int) -> Block:
    button: Block = {
        "type": "button",
        "action_id": answer.value,
        "value": str(number),
        "text": {"type": "plain_text", "text": LABELS[answer]},
    }
    if answer in CONFIRMED:
        button["confirm"] = {
            "title": {"type": "plain_text", "text": "Settled?"},
            "text": {"type": "plain_text", "text": CONFIRMED[answer]},
            "confirm": {"type": "plain_text", "text": "It is settled"},
            "deny": {"type": "plain_text", "text": "Not yet"},
        }
    return button


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for line in text.splitlines():
        if parts and len(parts[-1]) + len(line) < LONGEST_SECTION:
            parts[-1] += f"\n{line}"
        else:
            parts.append(line[:LONGEST_SECTION])
    return [part for part in parts if part.strip()] or ["…"]
