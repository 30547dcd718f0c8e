"""The report as text for a chat group, as Markdown, and as CSV; each in the language it was made in.

1. The sentences come first: whoever reads no further knows what counts.
2. In CSV every row names its table; numbers are bare, and no cell is read as a formula.
3. Columns of the text line up by terminal cells, Chinese characters being two.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Final, Literal

from postcmd.briefing import Briefing, Cell, Table
from postcmd.clean import width
from postcmd.words import N_, Tongue, said_in
from postcmd.written import number_text

Format = Literal["text", "md", "csv"]
DEFINITIONS_HEAD: Final = N_("Definitions")
FORMULA: Final = ("=", "+", "-", "@", "\t")
GAP: Final = "  "


def as_text(report: Briefing, tongue: Tongue) -> str:
    """Ready to be pasted: the sentences, then the tables, then by which definitions."""
    lines = [report.title, "", *_paragraph(report, tongue), ""]
    for table in report.tables:
        lines += [table.title, *_columns(_without_codes(table), tongue), ""]
    ends = "：" if tongue == "zh" else ": "
    lines += [said_in(tongue, DEFINITIONS_HEAD), *(f"{label}{ends}{text}" for label, text in report.definitions), ""]
    return "\n".join([*lines, *report.facts, *report.notes]) + "\n"


def as_markdown(report: Briefing, tongue: Tongue) -> str:
    lines = [f"# {_escaped(report.title)}", ""]
    lines += [*(_escaped(line) for line in _paragraph(report, tongue)), ""]
    for table in report.tables:
        lines += [f"## {table.title}", "", *_rows_of(table, tongue), ""]
    lines += [f"## {said_in(tongue, DEFINITIONS_HEAD)}", ""]
    lines += [f"- **{_escaped(label)}** {_escaped(text)}" for label, text in report.definitions]
    return "\n".join([*lines, "", *(f"- {_escaped(one)}" for one in (*report.facts, *report.notes))]) + "\n"


def as_csv(report: Briefing) -> str:
    """All tables below one another, each row beginning with its table's key; lines end as RFC 4180 says."""
    out = StringIO()
    writer = csv.writer(out)
    for table in report.tables:
        writer.writerow(["table", *map(_bare, table.heads)])
        writer.writerows([table.key, *map(_bare, row)] for row in table.rows)
    writer.writerows(["note", _bare(one)] for one in (report.title, *report.sentences, *report.facts, *report.notes))
    return out.getvalue()


def _paragraph(report: Briefing, tongue: Tongue) -> Sequence[str]:
    return ["".join(report.sentences)] if tongue == "zh" else [" ".join(report.sentences)]


def _without_codes(table: Table) -> Table:
    """Codes of definitions are for programs and tables that have the room."""
    if table.key != "figures":
        return table
    return Table(table.key, table.title, table.heads[:-1], tuple(row[:-1] for row in table.rows))


def _columns(table: Table, tongue: Tongue) -> Iterator[str]:
    rows = [table.heads, *(tuple(said(cell, tongue) for cell in row) for row in table.rows)]
    widths = [max(width(row[at]) for row in rows) for at in range(len(table.heads))]
    right = [any(isinstance(row[at], int | float) for row in table.rows) for at in range(len(table.heads))]
    for row in rows:
        cells = (_padded(*one) for one in zip(row, widths, right, strict=True))
        yield GAP.join(cells).rstrip()


def said(cell: Cell, tongue: Tongue) -> str:
    """As a person reads it."""
    return "" if cell is None else number_text(cell, tongue) if isinstance(cell, int | float) else cell


def _padded(text: str, wide: int, right: bool) -> str:
    space = " " * (wide - width(text))
    return space + text if right else text + space


def _rows_of(table: Table, tongue: Tongue) -> Iterator[str]:
    numbers = [any(isinstance(row[at], int | float) for row in table.rows) for at in range(len(table.heads))]
    yield f"| {' | '.join(map(_escaped, table.heads))} |"
    yield f"|{'|'.join('---:' if right else '---' for right in numbers)}|"
    for row in table.rows:
        yield f"| {' | '.join(_escaped(said(cell, tongue)) for cell in row)} |"


def _escaped(text: str) -> str:
    """Nothing that somebody typed is read as Markdown or as a cell's end."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#" else sign for sign in text)


def _bare(cell: Cell) -> Cell:
    """A spreadsheet takes a text that begins so for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
