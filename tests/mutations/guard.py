"""A guard of the product, and how it looks when it is gone."""

from dataclasses import dataclass


class GuardMoved(Exception):
    """The text of a guard is not in its file exactly once: its entry has to follow the code."""


@dataclass(frozen=True, slots=True)
class Guard:
    """One line or two that keep a promise.

    Attributes:
        name: What it sees to, in business words; one word for the command line comes from it.
        file: Where it stands, from the project's root.
        was: Its exact text, once in the file.
        now: The same without it, or turned round.
        tests: Those of which one at least must fail then: ``file`` or ``file::test``.
    """

    name: str
    file: str
    was: str
    now: str
    tests: tuple[str, ...]

    def removed_from(self, source: str) -> str:
        """The file's text without the guard.

        Raises:
            GuardMoved: It is not there exactly once.
        """
        found = source.count(self.was)
        if found != 1:
            raise GuardMoved(f"{self.name}: its text is {found} times in {self.file}")
        return source.replace(self.was, self.now)
