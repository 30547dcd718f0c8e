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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.etree.ElementTree import ParseError

from central.encodings import encoding_of
from central.faults import Wrong
from postcmd.errors import BadInput
from postcmd.words import _


class Rows(NamedTuple):
    """Some rows that follow one another, and the line that each ends on."""

    lines: Sequence[int]
    cells: Sequence[Sequence[str]]


CHUNK: Final = 5_000
"""Rows that are looked at together."""
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


def rows_of(file: Path) -> Iterator[Rows]:
    """The headings first, alone; empty rows are none. BadInput (`not_a_table`, `bad_table`) where it cannot be read."""
    with file.open("rb") as opened:
        start = opened.read(4)
    if start.startswith(_OLD) or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BadInput("not_a_table", file=file)
    return map(_without_empty_rows, _of_workbook(file) if start == b"PK\x03\x04" else _of_text(file))


def _without_empty_rows(rows: Rows) -> Rows:
    if all(map(any, rows.cells)):
        return rows
    kept = [(line, cells) for line, cells in zip(rows.lines, rows.cells, strict=True) if any(cells)]
    return Rows([line for line, _cells in kept], [cells for _line, cells in kept])


def _of_text(file: Path) -> Iterator[Rows]:
    encoding = encoding_of(file)
    with file.open(encoding=encoding, newline="") as opened:
        delimiter = _delimiter(opened.readline())
        opened.seek(0)
        reader = csv.reader(opened, delimiter=delimiter, strict=True)
        many = 1
        while True:
            before = reader.line_num
            try:
                rows = list(islice(reader, many))
            except csv.Error as error:
                why = _("it cannot be read as CSV: {reason}.").format(reason=error)
                raise BadInput("bad_table", file=file, n=1, wrong=[Wrong(reader.line_num, why)]) from None
            if not rows:
                return
            yield Rows(_lines(rows, before, reader.line_num), rows)
            many = CHUNK


def _lines(rows: list[list[str]], before: int, last: int) -> Sequence[int]:
    """The line that each of these rows ends on; a cell may go over several."""
    if last - before == len(rows):
        return range(before + 1, last + 1)
    return list(accumulate((1 + sum(cell.count("\n") for cell in row) for row in rows), initial=before))[1:]


def _delimiter(headings: str) -> str:
    """A comma, or what some spreadsheets write instead."""
    return max(_DELIMITERS, key=headings.count)


def _of_workbook(file: Path) -> Iterator[Rows]:
    from openpyxl import load_workbook

    with _told_plainly(file):
        _must_not_swell(file)
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        # What a workbook says of its own size may be wrong, and rows would be filled up to it.
        sheet.reset_dimensions()
        rows = enumerate(sheet.iter_rows(values_only=True), 1)
    many = 1
    try:
        while True:
            with _told_plainly(file):
                some = list(islice(rows, many))
            if not some:
                return
            yield Rows([line for line, _cells in some], [_texts(cells) for _line, cells in some])
            many = CHUNK
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


def _texts(cells: tuple[Any, ...]) -> list[str]:
    return [_text(cell) for cell in cells[:MOST_COLUMNS]]


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
