"""Codes with wildcards, for rules that speak of many SKUs at once.

Only ``*`` (any characters) and ``?`` (one character) are special. All else is taken character for
character, capitals and brackets too, because a SKU is never repaired by us.
"""

from fnmatch import fnmatchcase, translate


def is_pattern(text: str) -> bool:
    """Does this text speak of more than one code?"""
    return "*" in text or "?" in text


def fits(code: str, pattern: str) -> bool:
    """Is ``code`` one of those that ``pattern`` speaks of?"""
    if not is_pattern(pattern):
        return code == pattern
    return fnmatchcase(code, pattern.replace("[", "[[]"))


def as_expression(pattern: str) -> str:
    """The same as a regular expression, for asking many codes at once."""
    return translate(pattern.replace("[", "[[]"))
