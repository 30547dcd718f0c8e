"""A small form for the keyboard: labels, entries, choices, and a sentence where something will not do.

1. Enter goes to the next field, and submits on the last; Escape leaves, and nothing is kept.
2. Nothing is submitted while a field will not do: the first such field gets the focus and says why beside it.
3. What was typed stays when it is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from textual import events
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from widgets.choice import ChoiceList, Option
from widgets.entry import Entry
from widgets.rows import Tone
from widgets.status import Part, StatusLine
from widgets.text import cells

Check = Callable[[str], str | None]
Find = Callable[[str], Sequence[Option]]


def anything(text: str) -> str | None:
    """The check of a field where anything will do."""
    return None


@dataclass(frozen=True)
class Field:
    """One field: an entry, or a list when there are `options`. `check` returns the sentence that says what is wrong.

    `needed` and `find` are for a `WideForm`: what has to be filled, and what words of a name may mean.
    """

    key: str
    label: str
    value: str = ""
    placeholder: str = ""
    figures: bool = False
    options: tuple[Option, ...] = ()
    check: Check = anything
    needed: bool = False
    find: Find | None = None


class Form(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Fields one below the other. The screen gives it a layer called `card` and decides where it stands."""

    # Always mounted, seen when open: mounting a widget into a screen makes Textual paint all of it again.
    DEFAULT_CSS = """
    Form { layer: card; visibility: hidden; background: $surface; height: auto; scrollbar-size: 0 0; }
    Form.-open { visibility: visible; }
    Form > Horizontal { height: auto; background: $surface; }
    Form Entry, Form ChoiceList, Form StatusLine { background: $surface; }
    Form ChoiceList { width: 2fr; }
    Form Entry { width: 2fr; }
    Form .form--fault { width: 1fr; }
    """

    @dataclass
    class Submitted(Message):
        """Every field will do; `values` by field key."""

        form: Form
        topic: str
        values: Mapping[str, str]

        @property
        def control(self) -> Form:
            return self.form

    @dataclass
    class Left(Message):
        """The person pressed Escape."""

        form: Form

        @property
        def control(self) -> Form:
            return self.form

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._fields: tuple[Field, ...] = ()
        self._inputs: dict[str, Entry | ChoiceList] = {}
        self._faults: dict[str, StatusLine] = {}
        self._topic = ""

    async def open(self, title: str, fields: Sequence[Field], *, topic: str = "", hints: str = "") -> None:
        """Show these fields and put the focus into the first; `topic` comes back with what is submitted."""
        self._topic, self._fields = topic, tuple(fields)
        self._inputs = {field.key: _input(field) for field in fields}
        self._faults = {field.key: StatusLine(classes="form--fault") for field in fields}
        await self.remove_children()
        await self.mount(_line(title, "strong"), *self._rows(), *hint_lines(hints))
        self.add_class("-open")
        next(iter(self._inputs.values())).focus()

    def close(self) -> None:
        """Hide it; the application puts the focus where it belongs."""
        self.remove_class("-open")

    @property
    def is_open(self) -> bool:
        return self.has_class("-open")

    def _rows(self) -> Iterator[Horizontal]:
        width = max(cells(field.label) for field in self._fields) + 2
        for field in self._fields:
            label = _line(field.label)
            label.styles.width = width
            yield Horizontal(label, self._inputs[field.key], self._faults[field.key])

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields now."""
        return {key: widget.value for key, widget in self._inputs.items()}

    def refuse(self, key: str, sentence: str) -> None:
        """Say beside a field why it will not do, and put the focus there."""
        self._faults[key].show([Part(sentence, "bad")])
        self._inputs[key].focus()

    def fault(self, key: str) -> str:
        """What stands beside a field."""
        return " ".join(part.text for part in self._faults[key].parts)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._go_on_from(event.input)

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        self._go_on_from(event.choices)

    def on_key(self, event: events.Key) -> None:
        steps = {"up": -1, "shift+tab": -1, "down": 1, "tab": 1}
        if event.key == "escape":
            event.stop()
            self.post_message(self.Left(self))
        elif event.key in steps:
            event.stop()
            event.prevent_default()
            self._step(steps[event.key])

    def _step(self, step: int) -> None:
        order = list(self._inputs.values())
        here = next((nth for nth, widget in enumerate(order) if widget.has_focus), 0)
        order[(here + step) % len(order)].focus()

    def _go_on_from(self, widget: Widget) -> None:
        order = list(self._inputs.values())
        key = next(key for key, candidate in self._inputs.items() if candidate is widget)
        if not self._will_do(self._field(key)):
            return
        if widget is order[-1]:
            self._submit()
        else:
            self._step(1)

    def _field(self, key: str) -> Field:
        return next(field for field in self._fields if field.key == key)

    def _will_do(self, field: Field) -> bool:
        sentence = field.check(self._inputs[field.key].value)
        if sentence:
            self.refuse(field.key, sentence)
        else:
            self._faults[field.key].show([])
        return not sentence

    def _submit(self) -> None:
        if all(self._will_do(field) for field in self._fields):
            self.post_message(self.Submitted(self, self._topic, self.values))


def _input(field: Field) -> Entry | ChoiceList:
    if field.options:
        return ChoiceList(field.options, value=field.value)
    return Entry(field.value, placeholder=field.placeholder, figures=field.figures)


def hint_lines(hints: str) -> list[StatusLine]:
    """A line for what the keys do, where nothing else says it."""
    return [_line(hints, "dim")] if hints else []


def _line(text: str, tone: Tone = "normal") -> StatusLine:
    line = StatusLine()
    line.show([Part(text, tone)])
    return line
