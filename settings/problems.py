"""What is wrong with the settings, told so that it can be mended without reading code.

Every problem names the key's full path, the value, and the mend; all of them come in one message.
A secret is never in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from settings.listed import meant

LOOKS_SECRET = ("token", "secret", "password", "key", "bearer", "auth")
"""A key with one of these in its name is not shown, even where no such key should be."""


WORDS = {
    "string_type": "it is no text in quotes",
    "string_pattern_mismatch": "it does not have the form that belongs here",
    "string_too_short": "it is empty",
    "too_short": "it is empty",
}
"""Where pydantic speaks to a programmer; every list and text of ours that is bound wants one."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what stands there (if it may be shown), and the mend."""

    where: str
    wrong: str
    mend: str
    value: str | None = None

    def __str__(self) -> str:
        """One line for a person."""
        shown = self.where if self.value is None else f"{self.where} = {self.value}"
        return f"{shown}: {self.wrong}. {self.mend}"


class SettingsError(Exception):
    """The settings can't be used; each problem says where, what and how to mend it."""

    def __init__(self, source: str, problems: Sequence[Problem]) -> None:
        """``source``: the file, or the environment."""
        self.source = source
        self.problems = tuple(problems)
        count = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
        lines = "".join(f"\n  - {problem}" for problem in problems)
        super().__init__(f"{source}: {count}.{lines}")


def told(error: ValidationError, model: type[BaseModel], prefix: str = "") -> list[Problem]:
    """Put pydantic's findings into our words.

    Args:
        error: What pydantic says about ``model``.
        model: Where the keys and their descriptions are looked up.
        prefix: The prefix of environment names; keys of a file when empty.
    """
    every = error.errors(include_url=False)
    # A list whose only entry is wrong counts as empty, too; that is no problem of its own.
    inside = {found["loc"][:-1] for found in every}
    own = [found for found in every if found["type"] != "too_short" or found["loc"] not in inside]
    return [_problem(found, model, prefix) for found in own]


def path(location: Sequence[str | int], prefix: str = "") -> str:
    """The full path of a key: ``buffers[0].percent``, or the environment's name of it."""
    if prefix:
        return prefix + "__".join(str(part) for part in location).upper()
    said = ""
    for part in location:
        said += f"[{part}]" if isinstance(part, int) else f".{part}" if said else part
    return said


def shown(location: Sequence[str | int], value: object) -> str | None:
    """The value as it may be shown: never a table, a secret, or a whole essay."""
    name = str(location[-1]).lower() if location else ""
    if value is None or isinstance(value, dict | BaseModel | SecretStr):
        return None
    if any(word in name for word in LOOKS_SECRET):
        return None
    said = repr(value) if isinstance(value, str) else str(value)
    return said if len(said) <= 80 else said[:77] + "..."


def _problem(found: ErrorDetails, model: type[BaseModel], prefix: str) -> Problem:
    location = tuple(part for part in found["loc"] if part != "[key]")
    where = path(location, prefix)
    holder, field = _field(model, location)
    describes = (field.description if field is not None else None) or ""
    if found["type"] == "extra_forbidden":
        # In the environment an unknown key may be a secret with a slip in its name.
        value = None if prefix else shown(location, found["input"])
        mend = _names(location, holder, prefix)
        return Problem(where, "there is no such key", mend, value)
    if found["type"] == "missing":
        return Problem(where, "it is missing", describes or "Add it.")
    said = found["msg"].removeprefix("Value error, ")
    if "should" in said:
        said = f"it should {said.partition('should ')[2]}"
    said = WORDS.get(found["type"], said)
    wrong, _, mend = said.partition(". ")
    # A text where a table belongs may hold anything, so it stays with us like a secret.
    whole = holder is not None and "[key]" not in found["loc"]
    hidden = field is not None and (_is_secret(field.annotation) or whole)
    value = None if hidden else shown(location, found["input"])
    return Problem(where, wrong.rstrip("."), mend or describes or "Change it.", value)


def _names(location: Sequence[str | int], holder: type[BaseModel] | None, prefix: str) -> str:
    known = sorted(holder.model_fields) if holder is not None else []
    close = get_close_matches(str(location[-1]), known, n=1)
    if prefix:  # in the environment a name is written whole, or it means nothing
        known = [path((*location[:-1], name), prefix) for name in known]
        other = meant(path(location, prefix))
        close = [path((*location[:-1], name), prefix) for name in close]
        if not close and other is not None:
            close = [other]
    guess = f"Did you mean {close[0]}? " if close else ""
    return f"{guess}Known here: {', '.join(known)}."


def _field(
    model: type[BaseModel], location: Sequence[str | int]
) -> tuple[type[BaseModel] | None, FieldInfo | None]:
    """Where a key was looked for, and what is said about it there (None: no such key).

    An entry of a plain table (a code, a location) is described by the table's own field.
    """
    holder: type[BaseModel] | None = model
    field: FieldInfo | None = None
    entry_next = False
    for part in location:
        if entry_next or holder is None:
            entry_next = False
            continue
        field = holder.model_fields.get(str(part))
        if field is None:
            return holder, None
        holder = _model(field.annotation)
        entry_next = get_origin(field.annotation) in (dict, list, tuple)
    return holder, field


def _model(annotation: object) -> type[BaseModel] | None:
    """The model inside an annotation such as ``dict[str, StoreTable]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for m in map(_model, get_args(annotation)) if m is not None), None)


def _is_secret(annotation: object) -> bool:
    return annotation is SecretStr or any(map(_is_secret, get_args(annotation)))
