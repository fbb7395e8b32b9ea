"""A storefront's count beside what the shelf could bear, wherever a happening was over."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import NamedTuple

from sandbox.books_facts import Shelf, ShownKey
from sandbox.books_steps import Moment
from sandbox.books_story import Story


class Level(NamedTuple):
    """What a storefront showed and what its warehouse truly held, from a moment on (units)."""

    moment: Moment
    shown: int | None
    """None before the storefront had a count there."""
    shelf: Shelf
    too_high_since: Moment | None
    """Since when, without interruption, more was shown than the shelf could bear."""


@dataclass(slots=True)
class Levels:
    """All levels of a story, laid out when first asked for."""

    story: Story
    _known: dict[ShownKey, list[Level]] = field(default_factory=dict)

    def of(self, key: ShownKey) -> list[Level]:
        """A count's levels in order; none when no warehouse stands behind it."""
        if key not in self._known:
            self._known[key] = self._lay_out(key)
        return self._known[key]

    def in_force(self, key: ShownKey, seq: int) -> int:
        """Which level stood right before this place of the journal; -1 when none did."""
        return bisect_left(self.of(key), seq, key=lambda level: level.moment.seq) - 1

    def _lay_out(self, key: ShownKey) -> list[Level]:
        story = self.story
        location = story.claims.place(key[0], key[1])
        shown = story.shown.get(key)
        if location is None or shown is None:
            return []
        shelf = story.shelf[(location, key[2])]
        changes = sorted(
            {
                *map(Moment, shown.seqs, shown.ats),
                *map(Moment, shelf.seqs, shelf.ats),
            }
        )
        levels: list[Level] = []
        since: Moment | None = None
        for place, moment in enumerate(changes):
            if place + 1 < len(changes):
                following = story.happenings.begin(changes[place + 1].seq)
                if story.happenings.begin(moment.seq) == following:
                    continue
            counted, held = shown.index_upto(moment.seq), shelf.index_upto(moment.seq)
            count = shown.values[counted] if counted >= 0 else None
            on_shelf = shelf.values[held] if held >= 0 else Shelf()
            too_high = count is not None and count > on_shelf.ceiling
            since = (since or moment) if too_high else None
            levels.append(Level(moment, count, on_shelf, since))
        return levels
