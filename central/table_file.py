"""A table out of a file: CSV as a spreadsheet writes it, or an .xlsx workbook; its headings, then row after row.

1. What the file is shows in its first bytes, not in its name.
2. Rows are read as they are asked for: a file may be longer than the memory is large.
3. Every cell is text, as it would be typed: a date as 2022-11-20, a whole number without a point.
4. What cannot be read is told by its line; what unpacks to more than anybody has typed is not read at all.
"""

from __future__ import annotations

import csv
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from central.encodings import encoding_of
from central.faults import Wrong
from postcmd.errors import BadInput
from postcmd.words import _

Row = tuple[int, list[str]]
"""Its line, and what stands there."""

CHUNK: Final = 5_000
MOST_UNPACKED: Final = 1 << 31
MOST_TEXTS: Final = 1 << 28
"""Bytes: of a workbook, and of the texts in it that have to be in memory all at once."""
MOST_COLUMNS: Final = 100
_DELIMITERS: Final = ",\t;"
_OLD: Final = b"\xd0\xcf\x11\xe0"
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
)
"""What the library for workbooks ends with on a file that is none, or a broken one."""


def rows_of(file: Path) -> Iterator[Row]:
    """The headings first; empty rows are none. BadInput (`not_a_table`, `bad_line`) where it cannot be read."""
    with file.open("rb") as opened:
        start = opened.read(4)
    if start.startswith(_OLD) or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BadInput("not_a_table", file=file)
    rows = _of_workbook(file) if start == b"PK\x03\x04" else _of_text(file)
    return (row for row in rows if any(row[1]))


def chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """So many rows at a time as are looked at together."""
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _of_text(file: Path) -> Iterator[Row]:
    encoding = encoding_of(file)
    with file.open(encoding=encoding, newline="") as opened:
        delimiter = _delimiter(opened.readline())
        opened.seek(0)
        reader = csv.reader(opened, delimiter=delimiter, strict=True)
        try:
            for values in reader:
                yield reader.line_num, values
        except csv.Error as error:
            why = _("it cannot be read as CSV: {reason}.").format(reason=error)
            raise BadInput("bad_table", file=file, n=1, wrong=[Wrong(reader.line_num, why)]) from None


def _delimiter(headings: str) -> str:
    """A comma, or what some spreadsheets write instead."""
    return max(_DELIMITERS, key=headings.count)


def _of_workbook(file: Path) -> Iterator[Row]:
    from openpyxl import load_workbook

    with _told_plainly(file):
        _must_not_swell(file)
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        # What a workbook says of its own size may be wrong, and rows would be filled up to it.
        sheet.reset_dimensions()
        rows = enumerate(sheet.iter_rows(values_only=True), 1)
    try:
        while True:
            with _told_plainly(file):
                line, cells = next(rows, (0, ()))
            if not line:
                return
            yield line, [_text(cell) for cell in cells[:MOST_COLUMNS]]
    finally:
        book.close()


@contextmanager
def _told_plainly(file: Path) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of styles that it does not know
            yield
    except _UNREADABLE:
        raise BadInput("not_a_table", file=file) from None


def _must_not_swell(file: Path) -> None:
    with zipfile.ZipFile(file) as parts:
        sizes = {part.filename: part.file_size for part in parts.infolist()}
    texts = sum(size for name, size in sizes.items() if "worksheets/" not in name)
    if sum(sizes.values()) > MOST_UNPACKED or texts > MOST_TEXTS:
        raise BadInput("table_too_large", file=file)


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
