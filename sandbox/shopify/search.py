"""Shopify's search syntax, as far as the sandbox's lists use it.

``field:value``, comparisons (``field:>=value``), quotes, AND (also implied), OR, NOT or ``-``, and
brackets. A field that the list does not know is ignored and warned of, so that it finds everything.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, TypeVar

T = TypeVar("T")

TOKEN = re.compile(
    r"""\s*(?:
        (?P<bracket>[()])
      | (?P<minus>-)?(?P<field>[A-Za-z_][\w.]*):(?P<sign>>=|<=|>|<)?
        (?P<value>"[^"]*"|'[^']*'|[^\s()]*)
      | (?P<word>"[^"]*"|'[^']*'|[^\s()]+)
    )""",
    re.VERBOSE,
)

ORDERS = {"=": (0,), ">": (1,), ">=": (0, 1), "<": (-1,), "<=": (-1, 0)}
"""What comparing a row's value with the wanted one must give."""

Test = Callable[[T, str, str], bool]
"""Does a row fit (row, comparison sign or "=", value)?"""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: an empty field means any text."""

    field: str
    sign: str
    value: str


@dataclass(slots=True)
class Search(Generic[T]):
    """A parsed query, ready to be asked of rows.

    Args:
        text: The query as the caller wrote it.
        tests: What the list can be searched by.
        anywhere: How a bare word is looked for.
    """

    text: str
    tests: Mapping[str, Test[T]]
    anywhere: Callable[[T, str], bool]
    warnings: list[dict[str, object]] = field(default_factory=list)
    ignored: list[dict[str, object]] = field(default_factory=list)
    """The terms that were warned of, as they were understood."""
    _tokens: list[re.Match[str]] = field(default_factory=list)
    _at: int = 0
    _root: Callable[[T], bool] | None = None

    def __post_init__(self) -> None:
        self._tokens = list(TOKEN.finditer(self.text))
        self._root = self._any_of()

    def fits(self, row: T) -> bool:
        """Whether a row is found."""
        return self._root is None or self._root(row)

    def _peek(self, *words: str) -> bool:
        if self._at >= len(self._tokens):
            return False
        token = self._tokens[self._at]
        return (token["bracket"] or token["word"] or "") in words

    def _any_of(self) -> Callable[[T], bool]:
        parts = [self._all_of()]
        while self._peek("OR"):
            self._at += 1
            parts.append(self._all_of())
        return lambda row: any(part(row) for part in parts)

    def _all_of(self) -> Callable[[T], bool]:
        parts: list[Callable[[T], bool]] = []
        while self._at < len(self._tokens) and not self._peek("OR", ")"):
            if self._peek("AND"):
                self._at += 1
                continue
            parts.append(self._one())
        return lambda row: all(part(row) for part in parts)

    def _one(self) -> Callable[[T], bool]:
        if self._peek("NOT"):
            self._at += 1
            inner = self._one() if self._at < len(self._tokens) else (lambda _: False)
            return lambda row: not inner(row)
        token = self._tokens[self._at]
        self._at += 1
        if token["bracket"] == "(":
            inside = self._any_of()
            self._at += self._peek(")")
            return inside
        if token["field"] is None:
            word = _bare(token["word"] or "")
            return lambda row: self.anywhere(row, word)
        return self._term(token)

    def _term(self, token: re.Match[str]) -> Callable[[T], bool]:
        name, value = token["field"], _bare(token["value"])
        test = self.tests.get(name)
        if test is None:
            self.warnings.append(
                {
                    "field": name,
                    "message": "Invalid search field for this query.",
                    "code": "invalid_field",
                }
            )
            self.ignored.append({"field": name, "match_all": value})
            return lambda _: True
        sign = token["sign"] or "="
        if token["minus"]:
            return lambda row: not test(row, sign, value)
        return lambda row: test(row, sign, value)


def _bare(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


def by_time(of: Callable[[T], datetime | None]) -> Test[T]:
    """Compare a time with one written as ISO 8601; without an offset it is UTC."""

    def test(row: T, sign: str, value: str) -> bool:
        try:
            wanted = datetime.fromisoformat(value)
        except ValueError:
            return False
        if wanted.tzinfo is None:
            wanted = wanted.replace(tzinfo=UTC)
        at = of(row)
        return at is not None and _compare(at, sign, wanted)

    return test


def by_number(of: Callable[[T], int]) -> Test[T]:
    """Compare a whole number."""

    def test(row: T, sign: str, value: str) -> bool:
        digits = value.rpartition("/")[2]
        return digits.lstrip("-").isdecimal() and _compare(of(row), sign, int(digits))

    return test


def by_word(of: Callable[[T], object]) -> Test[T]:
    """Equal, whatever the case; values of a list need one that is."""

    def test(row: T, sign: str, value: str) -> bool:
        found = of(row)
        values = found if isinstance(found, list | tuple) else [found]
        return value == "*" or any(str(v).casefold() == value.casefold() for v in values)

    return test


def by_tokens(of: Callable[[T], str | None]) -> Test[T]:
    """The value's words in a row, somewhere in the text's words: how SKUs are searched."""

    def test(row: T, sign: str, value: str) -> bool:
        return f" {words(value)} " in f" {words(of(row) or '')} "

    return test


def words(text: str) -> str:
    """Letters and digits only, in lower case, with single blanks between."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _compare(left: datetime | int, sign: str, right: datetime | int) -> bool:
    if isinstance(left, datetime):
        order = (left > right) - (left < right) if isinstance(right, datetime) else None
    else:
        order = (left > right) - (left < right) if isinstance(right, int) else None
    return order is not None and order in ORDERS[sign]
