"""Two threads that meet a type for the first time at once both read it; without care msgspec ends the process."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from postcmd.ops import Op
from postcmd.puts import Put
from postcmd.records import KINDS
from postcmd.wire import PullAnswer, Result

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("postcmd", "sync", "central", "tui", "widgets")

MEETING = """
import sys, threading
from msgspec import defstruct
from postcmd.decoding import convert, decode

sys.setswitchinterval(1e-6)

def fresh():
    inner = [defstruct(f"Inner{n}", [("a", int), ("b", "list[str]", [])], tag=True) for n in range(6)]
    either = inner[0]
    for one in inner[1:]:
        either |= one
    return defstruct("Outer", [("one", either), ("many", dict[str, either])])

for _ in range(100):
    shape, raw = fresh(), {"one": {"type": "Inner0", "a": 1}, "many": {"x": {"type": "Inner5", "a": 2}}}
    text = '{"one": {"type": "Inner0", "a": 1}, "many": {"x": {"type": "Inner5", "a": 2}}}'
    start, read = threading.Barrier(4), []

    def meet(nth):
        start.wait()
        read.append(decode(text, shape) if nth % 2 else convert(raw, shape))

    threads = [threading.Thread(target=meet, args=(nth,)) for nth in range(4)]
    for one in threads: one.start()
    for one in threads: one.join()
    assert [one.many["x"].a for one in read] == [2] * 4
print("all read")
"""


def test_many_threads_may_meet_a_type_for_the_first_time_at_once() -> None:
    ended = subprocess.run([sys.executable, "-c", MEETING], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "all read\n"), ended.stderr


@pytest.mark.parametrize(
    "shape", [*KINDS.values(), *get_args(Op), Put, PullAnswer, Result], ids=lambda one: one.__name__
)
def test_what_is_read_names_its_types_not_texts_that_stand_for_them(shape: type) -> None:
    assert not [name for name, named in shape.__annotations__.items() if isinstance(named, str)]


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_else_in_the_program_makes_a_decoder_or_converts(room: str) -> None:
    files = [file for file in sorted((ROOT / room).rglob("*.py")) if file.name != "decoding.py"]
    found = [f"{file}:{line}" for file in files for line in _makes_one(ast.parse(file.read_text()))]
    assert files
    assert not found


def _makes_one(tree: ast.Module) -> list[int]:
    """Lines with a call of msgspec that reads into a type."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        call.lineno
        for call in calls
        if (name := ast.unparse(call.func)) in {"msgspec.json.Decoder", "msgspec.convert"}
        or (name == "msgspec.json.decode" and any(word.arg == "type" for word in call.keywords))
    ]


def test_such_a_call_is_found() -> None:
    text = "msgspec.json.decode(b, type=T)\nmsgspec.json.Decoder(T)\nmsgspec.convert(b, T)\nmsgspec.json.decode(b)\n"
    assert sorted(_makes_one(ast.parse(text))) == [1, 2, 3]
