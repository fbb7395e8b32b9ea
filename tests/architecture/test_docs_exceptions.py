"""The page for people knows every class of exception, and no other."""

import re
from pathlib import Path

from domain.alerts import Alert
from domain.intake import OrderTrouble
from tasks.exceptions import Trouble

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "when-an-exception-is-open.md"
ROW = re.compile(r"^\| `([a-z-]+)` \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)


def test_every_class_of_exception_says_what_happened_what_to_do_and_what_closes_it() -> None:
    told = [kind for kind, *_ in ROW.findall(PAGE.read_text(encoding="utf-8"))]
    there = {str(kind.value) for enum in (Trouble, OrderTrouble, Alert) for kind in enum}
    assert set(told) == there
    assert len(told) == len(there), "each class stands once"
