"""The sheet of a day as files: Word, Excel, plain text; each whole or not there, and never over another unasked.

1. The libraries are read when a file is first wanted: no start waits for them.
2. An Excel cell holds the plain number, its qualifier stands in a column of its own; no cell is read as a formula.
3. A file that is there is left alone unless it is said that it may be replaced.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from postcmd.board import Board
from postcmd.errors import Refused
from postcmd.sheet import Sheet
from postcmd.sheet_text import heading, remarks, rows
from postcmd.words import N_, Tongue, said_in

if TYPE_CHECKING:
    from docx.document import Document

HEADS = (N_("figure"), N_("number"), N_("as it was said"), N_("unit of count"), N_("verified"), N_("definition"))


def word(board: Board, sheet: Sheet, tongue: Tongue) -> bytes:
    """A `.docx`: a table of the figures, each with its definition beneath."""
    from docx.shared import Pt

    document = new_document(tongue)
    document.add_heading(heading(sheet, tongue), level=1)
    table = document.add_table(rows=0, cols=3)
    table.style = "Table Grid"
    for row in rows(board, sheet, tongue):
        line = table.add_row().cells
        line[0].text, line[1].text = row.label, " ".join(filter(None, (row.number, row.unit, row.verified)))
        line[2].text = row.definition
        for paragraph in line[2].paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(8)
    for remark in remarks(board, sheet, tongue):
        document.add_paragraph(remark)
    return bytes_of(document.save)


def excel(board: Board, sheet: Sheet, tongue: Tongue) -> bytes:
    """An `.xlsx`: a row for each figure."""
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    page = book.create_sheet(sheet.day.isoformat())
    page.append([heading(sheet, tongue)])
    page.append([said_in(tongue, head) for head in HEADS])
    for row in rows(board, sheet, tongue):
        page.append([row.label, row.value, row.said, row.unit, row.verified, row.definition])
    for remark in remarks(board, sheet, tongue):
        page.append([remark])
    for line in page.iter_rows():
        for cell in line:
            if isinstance(cell.value, str):
                # A text that begins with = would be a formula.
                cell.data_type = "s"
    for letter, width in (("A", 24), ("B", 12), ("C", 12), ("D", 12), ("E", 14), ("F", 80)):
        page.column_dimensions[letter].width = width
    for cell in (*page[1], *page[2]):
        cell.font = Font(bold=True)
    for (cell,) in page.iter_rows(min_col=6, max_col=6, min_row=3):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return bytes_of(book.save)


def new_document(tongue: Tongue) -> Document:
    """An empty Word document in a font that has Chinese characters."""
    import docx
    from docx.oxml.ns import qn

    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name = "SimSun" if tongue == "zh" else "Calibri"
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    return document


def keep(path: Path, content: bytes, *, force: bool = False) -> Path:
    """Write it down. Refused `file_exists` where a file stands there already; OSError where the disk refuses."""
    from sync.files import write_whole

    if path.exists() and not force:
        raise Refused("file_exists", file=str(path))
    write_whole(path, content)
    return path


def bytes_of(save: object) -> bytes:
    content = BytesIO()
    save(content)  # type: ignore[operator]
    return content.getvalue()
