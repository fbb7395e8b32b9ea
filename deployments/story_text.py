"""An order's story as Markdown, for an artifact in the Prefect UI."""

from collections.abc import Sequence

from deployments.order_story import Moment, balances
from domain.next_step import NextStep
from ledger.order_story_seen import OrderStory


def as_markdown(title: str, story: OrderStory, moments: Sequence[Moment], step: NextStep) -> str:
    """Heading, next step, timeline and units of one order."""
    parts = [f"# {title}", f"**Next:** {step.sentence}"]
    parts.append(
        table(
            [
                {"when": f"{each.at:%Y-%m-%d %H:%M:%S}", "what": each.what, "why": each.because}
                for each in moments
            ]
        )
    )
    if story.balances:
        parts += ["## Units", table(balances(story))]
    return "\n\n".join(part for part in parts if part)


def table(lines: Sequence[dict[str, object]]) -> str:
    """Lines with the same keys; empty when there are none."""
    if not lines:
        return ""
    names = list(lines[0])
    written = [names, ["---"] * len(names), *([_cell(line[n]) for n in names] for line in lines)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in written)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
