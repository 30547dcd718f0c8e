"""Output of the headless commands: stdout is data, stderr is words.

1. Nothing that a terminal would obey is ever written: tables hold cleaned text, JSON holds escapes.
2. JSON is one line with a version, the moment it is as of, and one list or record under its own name.
3. Columns line up by terminal cells, and no number is ever cut.
4. A reader that has gone away (`| head`) is no error and prints nothing.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from postcmd.clean import clean, width
from tui.report_shapes import VERSION

Source = Literal["centre", "cache"]
Form = Literal["words", "json", "csv"]
Cell = str | int | None

# JSON itself escapes C0; these are the rest of what a terminal obeys or does not show.
_ESCAPED: Final = re.compile(
    "[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def say(words: str) -> None:
    """One sentence to the person, on stderr."""
    _write(sys.stderr, clean_lines(words) + "\n")


def tell(words: str) -> None:
    """Data as text, on stdout."""
    _write(sys.stdout, clean_lines(words) + "\n")


def tell_json(name: str, body: object, as_of: datetime | None, source: Source) -> None:
    """`{"version":1,"as_of":…,"source":…,NAME:…}` on stdout."""
    _write(sys.stdout, json_line(name, body, as_of, source) + "\n")


def tell_csv(rows: Sequence[Struct]) -> None:
    """A line of names, then a line for each row, on stdout."""
    from tui.csv_text import csv_text

    _write(sys.stdout, csv_text(rows))


def json_line(name: str, body: object, as_of: datetime | None, source: Source) -> str:
    content = {"version": VERSION, "as_of": as_of, "source": source, name: body}
    return _ESCAPED.sub(_escape, msgspec.json.encode(content).decode())


class Column(Struct, frozen=True):
    """A column of a table: its title, and on which side its text stands."""

    title: str
    right: bool = False


def table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> str:
    """Title line and rows, two spaces between columns."""
    lines = [[column.title for column in columns], *([_text(cell) for cell in row] for row in rows)]
    widths = [max(width(line[at]) for line in lines) for at in range(len(columns))]
    return "\n".join(_line(columns, widths, line) for line in lines)


def pairs(facts: Iterable[tuple[str, str]]) -> str:
    """Labels and values, one pair a line."""
    shown = [(clean(label), clean(value)) for label, value in facts]
    room = max((width(label) for label, _value in shown), default=0)
    return "\n".join(f"{label}{' ' * (room - width(label))}  {value}".rstrip() for label, value in shown)


def clean_lines(text: str) -> str:
    """Text that may have several lines of ours, each of them clean."""
    return "\n".join(_clean_long(line) for line in text.split("\n"))


def _clean_long(line: str) -> str:
    # A line of a table is longer than one field may be, so its fields were cleaned before; spaces line them up.
    return line if line.isprintable() else clean(line)


def _text(cell: Cell) -> str:
    return "" if cell is None else clean(str(cell))


def _line(columns: Sequence[Column], widths: Sequence[int], cells: Sequence[str]) -> str:
    padded = (
        _padded(text, cells_wide, column.right) for column, cells_wide, text in zip(columns, widths, cells, strict=True)
    )
    return "  ".join(padded).rstrip()


def _padded(text: str, cells_wide: int, right: bool) -> str:
    space = " " * (cells_wide - width(text))
    return space + text if right else text + space


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + ((code - 0x10000) >> 10):04x}\\u{0xDC00 + ((code - 0x10000) & 0x3FF):04x}"


def _write(stream: Any, text: str) -> None:
    try:
        stream.buffer.write(_encoded(stream, text))
        stream.flush()
    except BrokenPipeError:
        # The interpreter flushes once more at exit; that must find somebody who listens.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _encoded(stream: Any, text: str) -> bytes:
    """In the terminal's encoding; what that does not know becomes `?` rather than an error."""
    return text.encode(stream.encoding or "utf-8", "replace")
