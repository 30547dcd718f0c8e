"""Reports as CSV (RFC 4180): a line of field names, then a line for each row; the same fields as the JSON.

1. No cell is read as a formula by a spreadsheet: a text that begins like one has an apostrophe before it.
2. What the field has not is empty; a list of words stands with spaces between, anything deeper as JSON.
3. Days are dates, times are UTC, as in the JSON; a number is a number.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any, Final

import msgspec
from msgspec import Struct

from postcmd.clean import clean

FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
PLAIN: Final = (str, int, float)


def csv_text(rows: Sequence[Struct], shape: type[Struct] | None = None) -> str:
    """The rows, all of one shape; its heads alone where there are none and the shape is told."""
    shape = type(rows[0]) if rows else shape
    if shape is None:
        return ""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(shape.__struct_encode_fields__)
    writer.writerows([cell(value) for value in _values(row)] for row in rows)
    return lines.getvalue()


def _values(row: Struct) -> Iterable[Any]:
    known = msgspec.to_builtins(row)
    return (known.get(name) for name in row.__struct_encode_fields__)


def cell(value: object) -> str | int | float:
    """What stands in one cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    return _safe(clean(value if isinstance(value, str) else _listed(value)))


def _listed(value: object) -> str:
    if isinstance(value, list | tuple) and all(isinstance(one, PLAIN) for one in value):
        return " ".join(str(one) for one in value)
    return msgspec.json.encode(value).decode()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
