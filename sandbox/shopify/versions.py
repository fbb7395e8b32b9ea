"""API versions: one is served, those that are retired fall forward to it."""

import re

VERSION = "2026-10"
"""What this sandbox speaks."""

SUPPORTED = ("2026-10",)

FORM = re.compile(r"\A(20\d\d)-(01|04|07|10)\Z")


def served(asked: str) -> str | None:
    """The version that answers a call for ``asked``; None when there never was such a one."""
    if not FORM.match(asked) or asked > VERSION:
        return None
    return VERSION
