"""The guide to templates: its commands run, its example is a template, its table names every field."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from pathlib import Path

from postcmd.templating import FIELDS, SORTS, default, read
from tests.docs.commands import ROOT, blocks, shell_commands

GUIDE = ROOT / "docs/templates.md"


def test_its_commands_lay_the_programs_own_where_it_is_edited(tmp_path: Path) -> None:
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    env = {"HOME": str(tmp_path), "PATH": path, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    for command in shell_commands(GUIDE):
        subprocess.run(["bash", "-c", command], cwd=tmp_path, env=env, check=True, timeout=60)
    laid = (tmp_path / ".config/postcmd/templates/order.zh.txt").read_text()
    assert read(laid, "order", "laid") == default("order", "zh")


def test_its_example_is_a_template() -> None:
    [example] = blocks(GUIDE, "text")
    assert read(example, "order", "example").lines


def test_its_table_names_every_field_where_it_may_stand() -> None:
    rows = [line.strip("| ").split("|") for line in GUIDE.read_text().splitlines() if line.startswith("| `")]
    told = {cells[0].strip(" `"): [cell.strip() == "✓" for cell in (*cells[2:], "", "", "")[:3]] for cells in rows}
    assert told == {field: [field in FIELDS[sort] for sort in SORTS] for field in sorted(set().union(*FIELDS.values()))}
