"""Who may load whom, as Python really loads it; the import contracts say the same of the sources."""

import ast
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("postcmd", "sync", "widgets", "tui", "central")
KEPT_OUT = {
    "postcmd": {"textual", "rich", "httpx", "tinydb", "keyring", "sqlalchemy", "litestar", "click", "sync", "central"},
    # rich is not named here: httpx loads it for a command line of its own.
    "sync": {"textual", "central", "widgets", "tui", "sqlalchemy", "litestar"},
    "widgets": {"central", "sync", "tui", "httpx", "tinydb", "keyring", "click", "sqlalchemy", "litestar"},
    "tui": {"central", "sqlalchemy", "litestar"},
    "central": {"textual", "sync", "widgets", "tui", "tinydb", "keyring"},
}
HEADLESS = ("tui.__main__", "tui.commands", "tui.demo", "tui.replay")
LOAD = """
import importlib, json, sys
modules, unwanted = json.loads(sys.argv[1])
for name in modules:
    importlib.import_module(name)
    if loaded := set(unwanted) & set(sys.modules):
        sys.exit(f"{name} loads {', '.join(sorted(loaded))}")
"""


def modules_of(room: str) -> list[str]:
    found = pkgutil.walk_packages([str(ROOT / room)], f"{room}.", onerror=None)
    return [room, *sorted(module.name for module in found)]


def what_is_wrong_with_loading(modules: list[str], unwanted: set[str]) -> str:
    asked = json.dumps([modules, sorted(unwanted)])
    run = subprocess.run([sys.executable, "-c", LOAD, asked], cwd=ROOT, capture_output=True, text=True, check=False)
    return run.stderr if run.returncode else ""


def is_headless(module: str) -> bool:
    return any(module == name or module.startswith((f"{name}.", f"{name}_")) for name in HEADLESS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_loads_only_what_its_place_allows(room: str) -> None:
    assert what_is_wrong_with_loading(modules_of(room), KEPT_OUT[room]) == ""


@pytest.mark.parametrize("module", [name for name in modules_of("tui") if is_headless(name)] or ["tui"])
def test_a_command_without_a_screen_loads_no_textual(module: str) -> None:
    assert what_is_wrong_with_loading([module], {"textual", "widgets"}) == ""


def test_the_check_itself_notices_a_module_that_should_not_be_there() -> None:
    assert "loads json" in what_is_wrong_with_loading(["json"], {"json"})


@pytest.mark.parametrize(
    "init", [str(p.relative_to(ROOT)) for room in ROOMS for p in (ROOT / room).rglob("__init__.py")]
)
def test_a_package_gives_no_names_of_its_own(init: str) -> None:
    body = ast.parse((ROOT / init).read_text()).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
    assert ast.get_docstring(ast.parse((ROOT / init).read_text()))
