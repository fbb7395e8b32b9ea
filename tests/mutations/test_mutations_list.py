"""The list of guards goes with the code: no entry may rot unseen between two runs of it."""

import ast
from pathlib import Path

import pytest

from tests.mutations.guard import Guard, GuardMoved
from tests.mutations.guards import EVERY
from tests.mutations.trial import ROOT, without

NAMED = pytest.mark.parametrize("guard", EVERY, ids=lambda guard: guard.name)


@NAMED
def test_a_guard_stands_once_in_its_file_and_the_file_can_be_read_without_it(guard: Guard) -> None:
    source = (ROOT / guard.file).read_text(encoding="utf-8")
    changed = guard.removed_from(source)
    assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(source))


@NAMED
def test_the_tests_that_must_miss_a_guard_are_there(guard: Guard) -> None:
    assert guard.tests
    for test in guard.tests:
        file, _, name = test.partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        there = {
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert not name or name.partition("[")[0] in there, test


def test_no_two_guards_bear_one_name() -> None:
    names = [guard.name for guard in EVERY]
    assert len(set(names)) == len(names)


def test_a_guard_that_moved_is_said_and_one_that_was_tried_is_put_back(tmp_path: Path) -> None:
    guard = Guard("a door", "door.py", "shut()", "pass", ("tests/x.py",))
    file = tmp_path / "door.py"
    file.write_text("shut()\n")
    before = file.stat().st_mtime_ns
    with without(guard, tmp_path):
        assert file.read_text() == "pass\n"
    assert (file.read_text(), file.stat().st_mtime_ns) == ("shut()\n", before)
    for text in ("", "shut()\nshut()\n"):
        with pytest.raises(GuardMoved, match="a door"):
            guard.removed_from(text)
