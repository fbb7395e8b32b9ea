"""Builds the wheel and imports all of it from there: ``python -m deployments.wheel_check``.

A package or a data file that only exists in the checkout (a GraphQL document, a migration) would
else be missed first in an image. No network is used.
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import typer

from deployments.project import ROOT

PACKAGES = (
    "deployments",
    "flows",
    "receiver",
    "tasks",
    "clients",
    "ledger",
    "settings",
    "domain",
    "sandbox",
)
"""What the wheel holds (pyproject.toml)."""

RUNS_WHEN_IMPORTED = ("__main__", "ledger.migrations.")
"""Modules that do something when imported; Alembic loads the migrations by file."""

_IMPORTER = """
import importlib, json, pkgutil, sys
target, packages, beside = json.loads(sys.argv[1])
sys.path.insert(0, target)
failed = []
count = 0
for package in packages:
    root = importlib.import_module(package)
    if not root.__file__.startswith(target):
        failed.append(f"{package} came from {root.__file__}")
    for found in pkgutil.walk_packages(root.__path__, package + "."):
        if any(part in found.name for part in beside):
            continue
        try:
            importlib.import_module(found.name)
            count += 1
        except Exception as error:
            failed.append(f"{found.name}: {type(error).__name__}: {error}")
json.dump({"failed": failed, "count": count}, sys.stdout)
"""


class WheelFault(Exception):
    """The wheel lacks something that the checkout has, or does not import."""


def build(into: Path) -> Path:
    """Build the wheel with what is installed here; its path."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(into)]
    _run([*command, str(ROOT)])
    (wheel,) = into.glob("*.whl")
    return wheel


def missing(wheel: Path, files: Iterable[str]) -> list[str]:
    """Those of ``files`` (paths from the project's root) that the wheel does not hold."""
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    return sorted(set(files) - inside)


def source_files() -> list[str]:
    """Every file of our packages but what Python itself makes."""
    return [
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]


def imported(wheel: Path, target: Path) -> int:
    """Install the wheel into ``target`` and import every module from there; how many there were.

    Raises:
        WheelFault: A module does not import, or was found somewhere else.
    """
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    _run([*command, "--disable-pip-version-check", "--target", str(target), str(wheel)])
    told = json.dumps([str(target), PACKAGES, RUNS_WHEN_IMPORTED])
    # -I: neither the working directory nor PYTHONPATH, so that only the wheel is found.
    answer = json.loads(_run([sys.executable, "-I", "-c", _IMPORTER, told], cwd=target))
    if answer["failed"]:
        raise WheelFault("\n".join(answer["failed"]))
    return int(answer["count"])


def main() -> None:
    """Build, look inside, import; exit code 1 and the reasons when something is amiss."""
    with tempfile.TemporaryDirectory(prefix="stocksteady-wheel-") as folder:
        try:
            wheel = build(Path(folder) / "dist")
            lost = missing(wheel, source_files())
            if lost:
                raise WheelFault("not in the wheel: " + ", ".join(lost))
            count = imported(wheel, Path(folder).resolve() / "target")
        except WheelFault as fault:
            typer.echo(f"wheel: {fault}", err=True)
            raise SystemExit(1) from fault
        typer.echo(f"{wheel.name}: {count} modules import from it, no file is missing")


def _run(command: list[str], cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WheelFault(f"{' '.join(command[:4])} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
