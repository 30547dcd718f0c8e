"""A post whose coordinator presses keys: the real board, with an honest centre and desk behind it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from textual._xterm_parser import XTermParser
from textual.pilot import Pilot
from textual.widget import Widget

from postcmd.records import AnyRecord, Clock, Line, Place, Quota, Request, Squad, Task, Unit
from sync.figures import Figures, any_folder
from sync.instances import home_of
from tests.figures_said import Teller
from tests.tui.fakes import NOON, FakeCentre, FakeDesk
from tui.app import BoardApp
from tui.board_screen import BoardScreen
from tui.pane import PaneView
from widgets.live import LiveTable
from widgets.status import StatusLine

TODAY = date(2022, 11, 20)
TOMORROW = date(2022, 11, 21)


def quota(request: str = "sunhe", unit: str = "lianjia", day: date = TODAY, **said: object) -> Quota:
    fields = {"min": 12, "max": 12, "rev": 1, **said}
    return Quota(id=f"{request}.{unit}.{day}", request=request, unit=unit, day=day, **fields)  # type: ignore[arg-type]


def request(request_id: str = "sunhe", place: str = "sunhe-p", heads: int = 12, **said: object) -> Request:
    lines = (Line(TODAY, heads, heads), Line(TOMORROW, heads, heads))
    fields = {"status": "ordered", "rev": 1, "lines": lines, **said}
    return Request(id=request_id, place=place, task="screening", **fields)  # type: ignore[arg-type]


SUNHE, JINZHAN, GUBEI = "sunhe.lianjia.2022-11-20", "jinzhan.lianjia.2022-11-20", "gubei.miyun.2022-11-20"


def world() -> list[AnyRecord]:
    """Three requests with a quota each today, one tomorrow; two squads."""
    return [
        Unit(id="centre", kind="centre", name="运行中心", path="centre"),
        Unit(id="chaoyang", kind="corps", name="朝阳总队", path="centre/chaoyang", parent="centre"),
        Unit(id="lianjia", kind="enterprise", name="链家", path="centre/chaoyang/lianjia", parent="chaoyang"),
        Unit(id="miyun", kind="corps", name="密云总队", path="centre/miyun", parent="centre"),
        Place(id="chaoyang-d", kind="district", name="朝阳区", path="chaoyang-d"),
        Place(id="sunhe-p", kind="township", name="孙河乡", path="chaoyang-d/sunhe-p", parent="chaoyang-d"),
        Place(id="jinzhan-p", kind="area", name="金盏地区", path="chaoyang-d/jinzhan-p", parent="chaoyang-d"),
        Place(id="miyun-d", kind="district", name="密云区", path="miyun-d"),
        Task(id="screening", zh="核酸检测", en="testing"),
        request("sunhe", "sunhe-p", urgent=True),
        request("jinzhan", "jinzhan-p"),
        request("gubei", "miyun-d"),
        quota("sunhe"),
        quota("jinzhan", min=6, max=9),
        quota("gubei", "miyun"),
        quota("sunhe", day=TOMORROW),
        Squad(id="first", unit="lianjia", name="链家一队", strength=12, present=10, request="sunhe"),
        Squad(id="second", unit="lianjia", name="链家二队", strength=6, status="on_post", place="sunhe-p"),
    ]


def demo_clock() -> Clock:
    return Clock(id="clock", at=NOON, since=NOON, rate=60.0)


class Post:
    """The board, and what a person reads on it."""

    def __init__(self, app: BoardApp, desk: FakeDesk, pilot: Pilot[int]) -> None:
        self.app, self.desk, self.pilot = app, desk, pilot
        self.centre = desk.centre

    @property
    def screen(self) -> BoardScreen:
        return self.app._board_screen

    @property
    def view(self) -> PaneView:
        return self.screen.view

    @property
    def table(self) -> LiveTable:
        return self.screen.view.table

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def type_at_once(self, text: str) -> None:
        """All of it in one go, as a terminal sends it; full-width characters too."""
        parser = XTermParser()
        for event in parser.feed(text):
            self.app.post_message(event)
        await self.settle()
        while self.app._typed_ahead or self.app._is_under_way():
            await self.settle()

    async def settle(self) -> None:
        await self.pilot.pause()
        await self.pilot.pause()

    async def sync(self) -> None:
        self.desk.sync()
        await self.settle()

    async def on(self, record_id: str) -> None:
        assert self.table.go_to(record_id), f"{record_id} is not listed"
        await self.settle()

    # What is read

    @property
    def said(self) -> str:
        return self._line("#footer")

    @property
    def status(self) -> str:
        return self._line("#status")

    def _line(self, selector: str) -> str:
        return "  ".join(part.text for part in self.screen.query_one(selector, StatusLine).parts)

    def cells(self, record_id: str) -> dict[str, str]:
        """The texts of a row by column, and its mark."""
        row = self.table.row(record_id)
        columns = self.table._sheet.columns
        texts = {column.key: cell.text for column, cell in zip(columns, row.cells, strict=True)}
        return {**texts, "mark": row.mark.text}

    def heads(self, record_id: str) -> str:
        cells = self.cells(record_id)
        return f"{cells['min']}-{cells['max']}"

    def over(self, kind: type[Widget]) -> Widget:
        """What stands open over the panes."""
        open_now = [widget for widget in self.screen.query(kind) if widget.has_class("-open")]
        assert open_now, f"no {kind.__name__} is open"
        return open_now[-1]

    def text_of(self, widget: Widget) -> str:
        """The lines of a painted widget as a person reads them."""
        lines = [widget.render_line(y) for y in range(widget.size.height)]
        return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)


def figures_told_by(teller: Teller, folder: Path) -> Figures:
    home = home_of("http://127.0.0.1:1", "centre", folder)
    return Figures(home, teller, any_folder(home, lambda: "c1"), lambda: NOON)


@asynccontextmanager
async def a_post(
    records: Iterable[AnyRecord] | None = None,
    *,
    size: tuple[int, int] = (150, 30),
    demo: bool = False,
    words: str = "",
    ascii: bool = False,
    desk: FakeDesk | None = None,
    teller: Teller | None = None,
) -> AsyncIterator[Post]:
    """A board that was opened on its cache and has its desk; with a `teller`, a centre that tells of figures."""
    desk = desk or FakeDesk(FakeCentre(world() if records is None else records))

    def start(listen: object) -> FakeDesk:
        desk.listen(listen)  # type: ignore[arg-type]
        return desk

    folder = Path(os.environ["XDG_STATE_HOME"]) / "postcmd"
    app = BoardApp(desk.first(), start, demo=demo, words=words, ascii=ascii, post_folder=folder)
    if teller is not None:
        app._board_screen.open_figures = lambda: figures_told_by(teller, folder)
    async with app.run_test(size=size) as pilot:
        post = Post(app, desk, pilot)
        while post.screen.desk is None and app.failure is None:
            await pilot.pause()
        yield post
    if app.failure is not None:
        raise app.failure
