"""Puts this very process into the demo's surroundings for a while: its settings and its folder."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from settings.group import PREFIX


@contextlib.contextmanager
def surrounded(settings: Mapping[str, str], folder: Path) -> Iterator[None]:
    """Only these ``STOCKSTEADY_`` settings hold, and no ``.env`` of the user's is read."""
    before = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    for name in before:
        del os.environ[name]
    os.environ.update(settings)
    try:
        with contextlib.chdir(folder):
            yield
    finally:
        for name in settings:
            os.environ.pop(name, None)
        os.environ.update(before)
