"""The report as Excel and Word: numbers that are numbers, and a chart that both programs draw themselves.

1. The libraries are read when a file is first wanted.
2. No text is read as a formula; a qualifier stands in a cell of its own beside the plain number.
3. The chart of the Word file is made by the same library as Excel's, with its numbers in it: Word draws it, and
   nothing of it is a picture.
4. Days are charted where there are several, else what lies below; where there is neither, there is no chart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from postcmd.briefing import Briefing, Cell, Table
from postcmd.briefing_text import DEFINITIONS_HEAD, said
from postcmd.words import N_, Tongue, said_in
from tui.sheet_files import bytes_of, new_document

if TYPE_CHECKING:
    from docx.document import Document
    from openpyxl.chart import BarChart
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

CHARTED: Final = {"days": N_("Chart: {what} by day"), "below": N_("Chart: {what} by unit")}
MOST_BARS: Final = 60
WIDE, HIGH = 15.5, 7.5
"""Centimetres of a chart: the width of a page."""
CENTIMETRE: Final = 360_000
CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
INLINE: Final = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="1" name="chart"/><wp:cNvGraphicFramePr/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="{part}"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)


class Charted(NamedTuple):
    """What is charted: a column of a table."""

    table: Table
    column: int
    title: str

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        return self.table.rows[:MOST_BARS]


def charted(report: Briefing, tongue: Tongue, what: str) -> Charted | None:
    """The column `what` of the days, else of what lies below; where it is not there, the first."""
    for key, title in CHARTED.items():
        table = next((one for one in report.tables if one.key == key), None)
        if table is not None and len(table.heads) > 1:
            column = table.heads.index(what) if what in table.heads else 1
            return Charted(table, column, said_in(tongue, title).format(what=table.heads[column]))
    return None


# Excel


def excel(report: Briefing, tongue: Tongue, what: str) -> bytes:
    """A `.xlsx`: the sentences, then a sheet for each table, the chart beside the one it shows."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    _summary(book, report, tongue)
    shown = charted(report, tongue, what)
    for table in report.tables:
        page = _sheet(book, table)
        if shown is not None and table is shown.table:
            page.add_chart(_chart_of_cells(page, shown), f"{_letter(len(table.heads) + 2)}2")
    return bytes_of(book.save)


def _summary(book: Workbook, report: Briefing, tongue: Tongue) -> None:
    from openpyxl.styles import Alignment, Font

    page = book.create_sheet(said_in(tongue, N_("Summary")))
    page.column_dimensions["A"].width = 100
    for text in (report.title, *report.sentences, *report.facts, *report.notes):
        page.append([text])
    page.append([said_in(tongue, DEFINITIONS_HEAD)])
    for label, text in report.definitions:
        page.append([f"{label}  {text}"])
    for (cell,) in page.iter_rows():
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    page["A1"].font = Font(bold=True, size=14)


def _sheet(book: Workbook, table: Table) -> Worksheet:
    from openpyxl.styles import Font

    page: Worksheet = book.create_sheet(table.title)
    page.append(list(table.heads))
    for row in table.rows:
        page.append(list(row))
    for line in page.iter_rows():
        for cell in line:
            if isinstance(cell.value, str):
                # A text that begins with = would be a formula.
                cell.data_type = "s"
            elif isinstance(cell.value, int | float):
                cell.number_format = "#,##0" if isinstance(cell.value, int) else "#,##0.0"
    for nth, cell in enumerate(page[1], 1):
        cell.font = Font(bold=True)
        page.column_dimensions[_letter(nth)].width = 20 if nth == 1 else 14
    page.freeze_panes = "B2"
    return page


def _chart_of_cells(page: Worksheet, shown: Charted) -> BarChart:
    from openpyxl.chart import Reference

    last = len(shown.rows) + 1
    chart = _bar_chart(shown)
    chart.add_data(Reference(page, min_col=shown.column + 1, min_row=1, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(page, min_col=1, min_row=2, max_row=last))
    return chart


def _bar_chart(shown: Charted) -> BarChart:
    from openpyxl.chart import BarChart

    chart = BarChart()
    chart.type, chart.title, chart.legend = "col", shown.title, None
    chart.width, chart.height = WIDE, HIGH  # type: ignore[assignment]  # centimetres with their tenths, whatever the stubs say
    # Since 3.1 an axis is left out of the picture unless it is said to be there.
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.numFmt = "#,##0"
    return chart


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


# Word


def word(report: Briefing, tongue: Tongue, what: str) -> bytes:
    """A `.docx`: the sentences, the chart, the tables, the definitions."""
    document = new_document(tongue)
    document.add_heading(report.title, level=1)
    document.add_paragraph(("" if tongue == "zh" else " ").join(report.sentences))
    shown = charted(report, tongue, what)
    if shown is not None:
        _add_chart(document, shown)
    for table in report.tables:
        document.add_heading(table.title, level=2)
        _add_table(document, table, tongue)
    document.add_heading(said_in(tongue, DEFINITIONS_HEAD), level=2)
    for label, text in report.definitions:
        line = document.add_paragraph()
        line.add_run(f"{label}  ").bold = True
        line.add_run(text)
    for text in (*report.facts, *report.notes):
        document.add_paragraph(text)
    return bytes_of(document.save)


def _add_table(document: Document, table: Table, tongue: Tongue) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    drawn = document.add_table(rows=0, cols=len(table.heads))
    drawn.style = "Table Grid"
    for nth, row in enumerate((table.heads, *table.rows)):
        for cell, value in zip(drawn.add_row().cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(said(value, tongue))
            run.font.size, run.bold = Pt(8), nth == 0
            if isinstance(value, int | float):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _add_chart(document: Document, shown: Charted) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    package = document.part.package
    part = Part(PackURI("/word/charts/chart1.xml"), CHART_TYPE, _chart_of_numbers(shown), package)
    named = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    size = {"wide": int(WIDE * CENTIMETRE), "high": int(HIGH * CENTIMETRE)}
    drawing: Any = parse_xml(INLINE.format(part=named, **size))
    document.add_paragraph().add_run()._r.append(drawing)


def _chart_of_numbers(shown: Charted) -> bytes:
    """The chart as a part of a file that has no cells: its numbers and labels stand in it."""
    from openpyxl.chart.data_source import AxDataSource, NumData, NumDataSource, NumVal, StrData, StrVal
    from openpyxl.chart.series import Series
    from openpyxl.xml.functions import tostring

    values = [NumVal(idx=nth, v=row[shown.column] or 0) for nth, row in enumerate(shown.rows)]
    texts = [StrVal(idx=nth, v=str(row[0])) for nth, row in enumerate(shown.rows)]
    series = Series(idx=0, order=0)
    series.val = NumDataSource(numLit=NumData(formatCode="General", ptCount=len(values), pt=values))
    series.cat = AxDataSource(strLit=StrData(ptCount=len(texts), pt=texts))
    chart = _bar_chart(shown)
    chart.series.append(series)
    # The library writes charts into its own files only by this.
    written: Any = tostring(chart._write())  # type: ignore[attr-defined]  # the stubs leave out what is not public
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + bytes(written)
