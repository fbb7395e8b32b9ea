"""Where the project's own files are: its prefect.yaml, its rules.toml."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The folder of the repository, or the one that an installed package stands in."""
