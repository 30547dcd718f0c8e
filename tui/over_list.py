"""A list over the panes with keys of its own: sign-ups, the assembly, the chase list and their like.

1. Each key stands at the bottom while it does something on the row under the cursor; pressed where it does not, it says
   why. Where there are many, `?` lists all of them.
2. What arrives is shown in place: the cursor stays on its row.
3. `y` copies the list as it stands, where it has no other meaning and nobody is named in it.
4. Escape and `q` lead back to the pane it was opened from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from textual import events

from postcmd.ops import Op
from postcmd.words import _
from tui.trial import attempt
from widgets.columns import Column
from widgets.keys import fold_key
from widgets.live import LiveTable
from widgets.rows import Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

STEPS: Final = {"up": -1, "k": -1, "down": 1, "j": 1}
PAGES: Final = {"pageup": -1, "pagedown": 1}
LEAVING: Final = frozenset({"escape", "q"})
SIGNS: Final = {
    "plus": "+",
    "equals_sign": "+",
    "minus": "-",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "question_mark": "?",
}
"""Keys by the sign on them."""
MANY: Final = 7
"""More keys than that do not all stand at the bottom of a small screen."""


class RowKey(NamedTuple):
    """A key of a list: what it is called, what it does, and why it does nothing here."""

    key: str
    label: str
    press: Callable[[], object]
    why_not: str = ""


class OverList(LiveTable):
    """Rows over the panes. A subclass says which rows and keys there are."""

    holds_names = False
    """Whether names of people stand in it whatever the roster says, as in a list that was pasted."""

    def __init__(self, screen: BoardScreen, columns: Sequence[Column], *, full: bool = True) -> None:
        super().__init__(columns, classes="over full" if full else "")
        self.board_screen = screen
        self.subject: Any = None

    # What a subclass says. No abstract methods: the metaclass of a widget is Textual's, and abc's is another.

    def heading(self) -> str:
        raise NotImplementedError  # every list has its own; none would show a line that names nothing

    def counts(self) -> str:
        return ""

    def nothing(self) -> str:
        return _("Nothing here yet.")

    def rows(self) -> list[Row]:
        raise NotImplementedError  # every list has its own; an empty one would hide that it was forgotten

    def keys(self) -> list[RowKey]:
        """The keys of the row under the cursor, those that come next first."""
        return []

    # How it stands over the panes

    async def begin(self, subject: Any) -> None:
        is_new, self.subject = subject != self.subject, subject
        self.add_class("-open")
        self.follow()
        if is_new:
            self.to_start()

    def follow(self, touched: Iterable[object] = ()) -> None:
        self.set_empty_text(self.nothing())
        self.set_rows(self.rows())
        self.set_caption(self.heading(), self.counts())
        self.show_keys()

    def show_keys(self) -> None:
        keys = self.keys()
        texts = [key_text(one) for one in keys if not one.why_not]
        if len(texts) > MANY:
            texts.insert(1, _("? all keys"))
        # The way back is the last to be said, and the first to give way: everybody knows it.
        back = [] if any(one.key == "Esc" for one in keys) else [_("Esc back")]
        self.board_screen.key_line.rest([*texts, *back])

    def on_key(self, event: events.Key) -> None:
        if self.is_editing:
            super().on_key(event)
            return
        event.stop()
        event.prevent_default()
        self.board_screen.key_line.clear()
        key, _character = fold_key(event.key, event.character)
        if not self._has_moved(key):
            self._press(key)
        if self.board_screen.overlays.is_open:
            self.show_keys()

    def _has_moved(self, key: str) -> bool:
        if key in STEPS:
            self.move(STEPS[key])
        elif key in PAGES:
            self.page(PAGES[key])
        elif key in ("home", "end", "G"):
            self.to_start() if key == "home" else self.to_end()
        else:
            return False
        return True

    def _press(self, key: str) -> None:
        sign = SIGNS.get(key, key)
        mine = next((one for one in self.keys() if one.key in (key, sign)), None)
        if mine is not None and mine.why_not:
            self.board_screen.say(mine.why_not, "warn")
        elif mine is not None:
            mine.press()
        elif key in LEAVING:
            self.leave()
        elif sign == "?":
            self._list_keys()
        elif key == "y":
            self._copy_as_it_stands()

    def _copy_as_it_stands(self) -> None:
        """The whole list as text, where no name out of a roster may stand in it."""
        from tui import copying

        if self.holds_names or self.board_screen.people.all:
            self.board_screen.say(_("Names are not copied from here."), "warn")
            return
        lines = ["  ".join(cell.text for cell in row.cells if cell.text.strip()) for row in self.rows()]
        copying.copy_list(self.board_screen, self.heading(), lines)

    def _list_keys(self) -> None:
        """All of its keys, each done when it is chosen."""
        from tui.pick_list import Pick, PickList
        from widgets.choice import Option

        options = [Option(one.key, key_text(one), one.why_not) for one in self.keys()]
        self.board_screen.overlays.open(PickList, Pick(self.heading(), options, self._press), above=True)

    def leave(self) -> None:
        self.board_screen.overlays.close()


def key_text(key: RowKey) -> str:
    """As it stands at the bottom; the label of Enter says the key itself."""
    return f"{'' if key.key == 'enter' else key.key} {key.label}".strip()


def do(screen: BoardScreen, ops: Sequence[Op], said: str = "", *, atomic: bool = False) -> bool:
    """Submit what can be done of these ops as one gesture, and say so; else say why not. Whether anything was done."""
    trial = attempt(screen.board, ops)
    if not trial.changes or (atomic and trial.refusals):
        screen.changing.say_why(trial)
        return False
    screen.changing.history.note(screen.changing.submit(trial, atomic))
    if trial.refusals:
        from tui.changing import refusal_text

        screen.say(refusal_text(trial.refusals[0]), "warn")
    elif said:
        screen.say(said, "good")
    return True
