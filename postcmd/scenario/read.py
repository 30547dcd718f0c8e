"""Reading a scenario: a TOML file, or the one that comes with the program.

1. What is wrong is said with its place in the file, and nothing half-read is given away.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from postcmd.decoding import convert
from postcmd.errors import BadInput
from postcmd.scenario.checks import checked
from postcmd.scenario.facts import Facts


def read_facts(path: Path | None = None) -> Facts:
    """The facts in the file, or those that come with the program. BadInput (code `scenario`) says what is wrong."""
    try:
        text = path.read_text("utf-8") if path else (files(__package__) / "mobilisation.toml").read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadInput("scenario", detail=str(wrong)) from None
    return parse_facts(text)


def parse_facts(text: str) -> Facts:
    try:
        return facts_of(tomllib.loads(text))
    except tomllib.TOMLDecodeError as wrong:
        raise BadInput("scenario", detail=str(wrong)) from None


def facts_of(raw: dict[str, Any]) -> Facts:
    try:
        return checked(convert(raw, Facts))
    except msgspec.ValidationError as wrong:
        raise BadInput("scenario", detail=str(wrong)) from None
