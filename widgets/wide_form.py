"""A form of many fields in columns, written while somebody is on the phone.

1. Enter goes to the next needed field that is empty; where none is left it submits. Tab goes through all of them.
2. A field that is looked up takes words of a name: what they may mean stands on the line below the fields, the one that
   Enter takes in brackets; up and down choose another. What was taken stands in the field by its name.
3. Nothing is submitted while a field will not do: it gets the focus, and the line says why.
4. Every change is told (`Changed`), so that nothing of what was typed has to be lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual import events
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from postcmd.words import _
from widgets.choice import Option
from widgets.entry import Entry
from widgets.form import Field, Form, hint_lines
from widgets.one_of import OneOf
from widgets.rows import Tone
from widgets.status import Part, StatusLine
from widgets.text import cells

SHOWN = 6
"""So many of the things that words may mean are shown."""


class WideForm(Form, inherit_bindings=False):
    """Fields in `COLUMNS`, with one line below them that says what is wrong or what was found."""

    COLUMNS = 2

    DEFAULT_CSS = """
    WideForm OneOf { background: $surface; }
    WideForm Entry { width: 1fr; }
    WideForm > Horizontal { max-width: 130; }
    """

    @dataclass
    class Changed(Message):
        """Something was typed or chosen."""

        form: WideForm

        @property
        def control(self) -> WideForm:
            return self.form

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._told = StatusLine()
        self.told = ""
        """What was said last below the fields."""
        self._titled = StatusLine()
        self._found: dict[str, Sequence[Option]] = {}
        self._nth: dict[str, int] = {}
        self._taken: dict[str, Option] = {}

    async def open(self, title: str, fields: Sequence[Field], *, topic: str = "", hints: str = "") -> None:
        self._topic, self._fields = topic, tuple(fields)
        self._found, self._nth, self._taken = {}, {}, {}
        self._inputs = {field.key: _input(field) for field in fields}
        self._told, self._titled = StatusLine(), _line(title, "strong")
        self._faults = dict.fromkeys(self._inputs, self._told)
        await self.remove_children()
        await self.mount(self._titled, *self._rows(), self._told, *hint_lines(hints))
        self.add_class("-open")
        next(iter(self._inputs.values())).focus()

    def _rows(self) -> Iterator[Horizontal]:
        widths = [
            max((cells(one.label) for one in self._fields[nth :: self.COLUMNS]), default=0) + 2
            for nth in range(self.COLUMNS)
        ]
        for first in range(0, len(self._fields), self.COLUMNS):
            parts: list[Widget] = []
            for field, width in zip(self._fields[first : first + self.COLUMNS], widths, strict=False):
                label = _line(f"{field.label}*" if field.needed else field.label)
                label.styles.width = width
                # All of one width, whatever a plain form gives them.
                self._inputs[field.key].styles.width = "1fr"
                parts += [label, self._inputs[field.key]]
            parts += [_line("") for _nth in range(2 * self.COLUMNS - len(parts))]
            yield Horizontal(*parts)

    def say(self, text: str, tone: Tone = "normal") -> None:
        """On the line below the fields."""
        self.told = text
        self._told.show([Part(text, tone)])

    # What stands in it

    @property
    def values(self) -> dict[str, str]:
        """By field; of one that is looked up the value that was taken."""
        return {key: self._taken[key].value if key in self._taken else text for key, text in self.texts.items()}

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the fields as it is read."""
        return {key: widget.value for key, widget in self._inputs.items()}

    def put(self, key: str, text: str, value: str = "") -> None:
        """Let this stand in a field; `value` where it is looked up and what it means is known."""
        widget = self._inputs[key]
        if value:
            self._taken[key] = Option(value, text)
        if isinstance(widget, OneOf):
            widget.put(text)
        elif isinstance(widget, Entry):
            with widget.prevent(Input.Changed):
                widget.value = text
                widget.cursor_position = len(text)

    def took(self, key: str) -> None:
        """A name was taken in this field; what follows from it is the application's affair."""

    # Keys

    def on_key(self, event: events.Key) -> None:
        steps = {"up": -1, "down": 1}
        key = self._here()
        if event.key in steps and len(self._found.get(key, ())) > 1:
            event.stop()
            event.prevent_default()
            self._nth[key] = (self._nth[key] + steps[event.key]) % len(self._found[key])
            self._show_found(key)
        elif event.key in steps:
            event.stop()
            event.prevent_default()
            self._step(steps[event.key] * self.COLUMNS)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        key = next((key for key, widget in self._inputs.items() if widget is event.input), "")
        field = self._field(key) if key else None
        if field is None:
            return
        if field.find is not None:
            self._taken.pop(key, None)
            self._found[key], self._nth[key] = field.find(event.value), 0
            self._show_found(key)
        self.post_message(self.Changed(self))

    def _here(self) -> str:
        return next((key for key, widget in self._inputs.items() if widget.has_focus), "")

    def _show_found(self, key: str) -> None:
        found, nth = self._found[key], self._nth[key]
        if not found:
            nothing = _("nothing has that name") if self._inputs[key].value.strip() else ""
            self.say(nothing, "warn")
            return
        first = max(0, min(nth - 1, len(found) - SHOWN))
        shown = range(first, min(len(found), first + SHOWN))
        texts = [f"[{found[one].label}]" if one == nth else found[one].label for one in shown]
        more = " …" if shown.stop < len(found) else ""
        self.say("  ".join(texts) + more, "accent")

    def _go_on_from(self, widget: Widget) -> None:
        key = next(key for key, candidate in self._inputs.items() if candidate is widget)
        if not self._will_do(self._field(key)):
            return
        self.post_message(self.Changed(self))
        if not self.go_to_needed():
            self._submit()

    def go_to_needed(self) -> bool:
        """To the first needed field that is empty, or whose words mean nothing yet; False where there is none."""
        left = [field.key for field in self._fields if field.needed and not self._is_filled(field)]
        if left:
            self._inputs[left[0]].focus()
        return bool(left)

    def _is_filled(self, field: Field) -> bool:
        return bool(self._inputs[field.key].value.strip()) and (field.find is None or field.key in self._taken)

    def _step(self, step: int) -> None:
        """What is left with Tab is taken as with Enter, where it means something."""
        key = self._here()
        if self._found.get(key):
            self._will_do(self._field(key))
        super()._step(step)

    def _will_do(self, field: Field) -> bool:
        stood = self._taken.get(field.key)
        if (field.find is not None and not self._take(field)) or not super()._will_do(field):
            return False
        if self._taken.get(field.key) is not stood:
            self.took(field.key)
        return True

    def _take(self, field: Field) -> bool:
        """What the words in a field mean; whether they mean anything."""
        text = self._inputs[field.key].value.strip()
        if field.key in self._taken or not text:
            return True
        found = self._found.get(field.key) or (field.find(text) if field.find else ())
        if not found:
            self.refuse(field.key, _("nothing has that name"))
            return False
        chosen = found[min(self._nth.get(field.key, 0), len(found) - 1)]
        self._found.pop(field.key, None)
        self.put(field.key, chosen.label, chosen.value)
        return True


def _input(field: Field) -> Entry | OneOf:
    if field.options:
        return OneOf(field.options, value=field.value)
    return Entry(field.value, placeholder=field.placeholder, figures=field.figures)


def _line(text: str, tone: Tone = "normal") -> StatusLine:
    line = StatusLine()
    line.show([Part(text, tone)])
    return line
