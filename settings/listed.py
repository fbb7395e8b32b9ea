"""Every setting with its name, default and meaning: ``python -m settings.listed`` writes the guide.

The models say it; docs/settings.md is made of them, and a test compares the two.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from settings.group import PREFIX
from settings.settings import Settings

HEAD = f"""# Every setting

Made from the settings' own models by `python -m settings.listed`; a test compares the two.
Each stands in the environment, or in a `.env` file in the folder you start from; the environment overrules the file. Only what is called *needed* has to be set. `<STORE>` is a store's name in the rules file, in capitals. What is no setting but a rule stands in the rules file, whose shipped copy [`rules.toml`](../rules.toml) explains each.

Prefect's own `PREFECT_API_URL` counts too, from either place, where `{PREFIX}PREFECT__API_URL` is left out.

"""  # noqa: E501 - a paragraph of Markdown is one line

NAMES = {"stores": "<STORE>", "channels": "<LANE>"}
"""What stands in the place of a name that the merchant chooses."""


def guide() -> str:
    """The whole page, in Markdown."""
    parts = [HEAD, _table(list(_plain(Settings, PREFIX)))]
    for name, field in Settings.model_fields.items():
        group = _model(field)
        if group is not None:
            what = (group.__doc__ or "").splitlines()[0].replace("``", "`")
            rows = list(_rows(group, f"{PREFIX}{name.upper()}__"))
            parts.append(f"\n## {name}\n\n{what}\n\n{_table(rows)}")
    return "".join(parts)


def names() -> list[str]:
    """The whole name of every setting, ``<STORE>`` where a merchant's own name stands."""
    found = [name for name, _, _ in _plain(Settings, PREFIX)]
    for name, field in Settings.model_fields.items():
        group = _model(field)
        if group is not None:
            found += [one for one, _, _ in _rows(group, f"{PREFIX}{name.upper()}__")]
    return [name.strip("`") for name in found]


def meant(wrong: str) -> str | None:
    """The setting that a wrong name was meant to be: underscores counted wrong, or letters."""
    for name in names():
        pattern = re.sub("_+", "_+", re.sub(r"<\w+>", r"([A-Z0-9_]+?)", name))
        found = re.fullmatch(pattern, wrong)
        if found is not None:
            return re.sub(r"<\w+>", "".join(found.groups()), name)
    plain = [name for name in names() if "<" not in name]
    return next(iter(get_close_matches(wrong, plain, n=1, cutoff=0.8)), None)


def _table(rows: list[tuple[str, str, str]]) -> str:
    lines = ["| setting | unless you set it | what it is |", "| --- | --- | --- |"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def _plain(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str]]:
    """Those that are no group of others."""
    for name, field in model.model_fields.items():
        if _model(field) is None:
            inside = f"__{NAMES[name]}" if get_origin(field.annotation) is dict else ""
            said = (field.description or "").replace("<", "\\<")
            yield f"`{prefix}{name.upper()}{inside}`", _default(field), said


def _rows(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str]]:
    yield from _plain(model, prefix)
    for name, field in model.model_fields.items():
        inner = _model(field)
        if inner is not None:
            yield from _rows(inner, f"{prefix}{name.upper()}__{NAMES[name]}__")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return "" if value is None or value in ("", (), {}) else f"`{value}`"


def _model(field: FieldInfo) -> type[BaseModel] | None:
    """The group that a field is, or holds one of for each name."""
    for one in (field.annotation, *get_args(field.annotation)):
        if isinstance(one, type) and issubclass(one, BaseModel):
            return one
    return None


if __name__ == "__main__":
    print(guide(), end="")  # noqa: T201 - this is what it is for
