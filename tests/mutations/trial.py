"""A copy of the project, guards taken out of it one at a time, and what its tests say then."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tests.mutations.guard import Guard

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".*", "var", "dist", "__pycache__")
"""What a copy does without; ``.*`` are git, the virtual environment and all caches."""
FAILED = re.compile(r"^FAILED \S+?::(.+?)(?: - (.*))?$", re.MULTILINE)
TESTS_FAILED = 1
"""How pytest ends when tests failed; a file that can't be read, or no test, is another number."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a guard's removal: which test noticed (None: none), and what it said."""

    guard: Guard
    killed_by: str | None
    because: str
    seconds: float


@contextmanager
def without(guard: Guard, folder: Path) -> Iterator[None]:
    """Take a guard out of the copy for a while; afterwards the file is as it was, time and all."""
    file = folder / guard.file
    whole, stood = file.read_bytes(), file.stat()
    file.write_text(guard.removed_from(whole.decode()), encoding="utf-8")
    try:
        yield
    finally:
        file.write_bytes(whole)
        os.utime(file, ns=(stood.st_atime_ns, stood.st_mtime_ns))


def copy_to(folder: Path) -> Path:
    """Copy the sources, without git, environment and data; the copy's root."""
    return Path(shutil.copytree(ROOT, folder / "project", ignore=LEFT_OUT, symlinks=True))


def untouched(copy: Path, guards: Iterable[Guard], timeout: float) -> str:
    """Run all tests of these guards on the copy as it is; what they say if one fails."""
    tests = list(dict.fromkeys(test for guard in guards for test in guard.tests))
    # Written bytecode of what is whole spares each trial its own; a trial writes none.
    code, told = _pytest(copy, tests, timeout, bytecode=True)
    return "" if code == 0 else told


def try_without(guard: Guard, copy: Path, timeout: float) -> Verdict:
    """Take one guard out and see whether one of its tests fails."""
    began = monotonic()
    with without(guard, copy):
        code, told = _pytest(copy, guard.tests, timeout, bytecode=False)
    seconds = monotonic() - began
    failed = FAILED.search(told)
    if code == TESTS_FAILED and failed:
        return Verdict(guard, failed[1], failed[2] or "", seconds)
    because = "every test passes" if code == 0 else told[-2000:]
    return Verdict(guard, None, because, seconds)


def _pytest(copy: Path, tests: Sequence[str], timeout: float, *, bytecode: bool) -> tuple[int, str]:
    """Run some tests of the copy in a process of their own, up to the first that fails."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "COLUMNS": "400"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not bytecode:
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command,
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -1, f"not done in {timeout:.0f} seconds"
    return done.returncode, done.stdout + done.stderr
