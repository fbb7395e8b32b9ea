"""Nothing installed hides our packages, and no flow file hides anything else (style.md, 3.6)."""

import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from deployments.wheel_check import PACKAGES

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = packages_distributions()


@pytest.mark.parametrize("name", PACKAGES)
def test_no_installed_package_bears_our_name(name: str) -> None:
    assert set(INSTALLED.get(name, [])) <= {"stocksteady"}


def test_no_flow_file_hides_another_module() -> None:
    taken = {*PACKAGES, *INSTALLED, *sys.stdlib_module_names}
    files = {path.stem for path in (ROOT / "flows").glob("*.py")} - {"__init__"}
    assert files, "there are no flows"
    assert files.isdisjoint(taken)


def test_no_package_of_ours_bears_a_name_of_the_standard_library() -> None:
    assert sys.stdlib_module_names.isdisjoint(PACKAGES)


def test_every_package_of_the_checkout_is_shipped_and_kept_to_its_floor() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    here = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert here == set(PACKAGES)
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == list(PACKAGES)
    assert set(project["tool"]["importlinter"]["root_packages"]) == set(PACKAGES)
