"""The first run: from a program that knows nothing to a board, by keys, one question at a time.

1. Each question says what it is for and what becomes of the answer; what was answered stands above it.
2. Nothing waits on the screen's loop: the centre, the disk and the keyring are asked aside; Esc goes back meanwhile.
3. A wrong answer is said in a sentence, and the question stands there again with what was typed, never with a password.
4. What was answered is kept: a run that was cut goes on at the first question that is open.
5. A token that was not kept is given back to the centre.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from postcmd.errors import PostError
from postcmd.words import _
from tui import first_steps
from tui.first_questions import QUESTIONS, Asked, Question
from tui.first_steps import Answers
from widgets.choice import ChoiceList
from widgets.entry import Entry
from widgets.keys import FoldingApp
from widgets.marks import use_ascii
from widgets.paragraph import Paragraph, Said
from widgets.spans import ExactScreen
from widgets.status import Part, StatusLine, key_part
from widgets.themes import dress

if TYPE_CHECKING:
    from sync.ports import Secret
    from tui.colours import Theme
    from tui.token_places import Place

T = TypeVar("T")
DONE: Final = 0
LEFT: Final = 2


class FirstScreen(ExactScreen[None], inherit_bindings=False):
    """The questions, and what was answered."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    FirstScreen { layout: vertical; layers: base; }
    FirstScreen #asked { height: auto; margin: 1 1 1 2; }
    FirstScreen #asked Horizontal { height: 1; }
    FirstScreen #hints { dock: bottom; height: 1; }
    FirstScreen #title { height: 1; margin-bottom: 1; }
    """

    def __init__(self, answers: Answers) -> None:
        super().__init__(id="_default")
        self.answers = answers
        self.token: Secret | None = None
        self.place: Place | None = None
        self.notes: dict[str, str] = {}
        """What is said of an answer besides itself, by the question's name."""
        self._nth = next(nth for nth, question in enumerate(QUESTIONS) if question.is_open(answers))
        self._asked: Asked | None = None
        self._title, self._hints = StatusLine(id="title"), StatusLine(id="hints")
        self._told, self._wrong, self._body = Paragraph(), Paragraph(), Vertical(id="asked")
        self._why: tuple[Said, ...] = ()
        self._is_busy = self._is_within = False

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._told
        yield self._body
        yield self._wrong
        yield self._hints

    async def on_mount(self) -> None:
        await self.ask()

    # One question

    @property
    def _can_go_back(self) -> bool:
        return self._nth > 0 or self._is_within

    @property
    def question(self) -> Question:
        return QUESTIONS[self._nth]

    async def ask(self) -> None:
        """Put the question that it is now."""
        self._is_busy = False
        await self._put(self.question.make(self))
        self._is_within = False

    async def ask_within(self, asked: Asked) -> None:
        """Something more belongs to the answer; Esc goes back to the question."""
        await self._put(asked)
        self._is_within = True

    async def _put(self, asked: Asked) -> None:
        self._asked = asked
        await self._body.remove_children()
        if asked.widgets:
            await self._body.mount(*asked.widgets)
        self.say()
        self.show()
        self.set_focus(asked.first)
        asked.begin()

    def show(self) -> None:
        """Everything around the answer, at the width there is."""
        width, asked = self.app.size.width, self._asked
        nth, of = self._nth + 1, len(QUESTIONS)
        self._title.show([Part(_("postcmd for the first time"), "strong"), Part(f"{nth}/{of}", "dim", right=True)])
        above = [Said(self._answer_text(question), "good", _(question.label)) for question in QUESTIONS[: self._nth]]
        said = [*above, Said("")] if above else []
        if asked is not None:
            said += [Said(asked.title, "strong"), *(Said(text, "dim") for text in asked.explained)]
        self._told.show(said, width)
        self._wrong.show(self._why, width)
        self._hints.show([key_part(text) for text in (_("Enter next"), *self._ways_out())])

    def _ways_out(self) -> Sequence[str]:
        return (_("Esc back"), _("Ctrl+Q leave")) if self._can_go_back else (_("Esc leave"),)

    def _answer_text(self, question: Question) -> str:
        return "  ".join(filter(None, (question.answer(self.answers), self.notes.get(question.name, ""))))

    def say(self, *said: Said) -> None:
        """What stands under the answer: why it will not do, or what is waited for."""
        self._why = said
        self._wrong.show(said, self.app.size.width)

    def begin_again(self, *said: Said) -> None:
        """The question stands there again, with a reason."""
        self._is_busy = False
        self.say(*said)

    async def answered(self, answers: Answers, note: str = "") -> None:
        """Keep it, and on to the next question."""
        self.answers = answers
        self.notes[self.question.name] = note
        self._nth += 1
        self.run_worker(self._keep(), group="keep")
        await self.ask()

    async def _keep(self) -> None:
        try:
            await asyncio.to_thread(first_steps.keep, self.answers)
        except (OSError, PostError) as wrong:
            self.say(_said_of(wrong))

    def aside(self, waiting: str, call: Callable[[], T], then: Callable[[T], Any]) -> None:
        """Do it in a thread; say what is waited for, and then why it failed or what follows."""
        self._is_busy = True
        self.say(Said(waiting, "accent"))
        self.run_worker(self._aside(call, then), group="step", exclusive=True)

    async def _aside(self, call: Callable[[], T], then: Callable[[T], Any]) -> None:
        from sync.aside import aside

        try:
            found = await aside(call)
        except (OSError, PostError) as wrong:
            self.begin_again(_said_of(wrong))
        else:
            self._is_busy = False
            following = then(found)
            if asyncio.iscoroutine(following):
                await following

    # Keys

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        asked = self._asked
        if asked is None or self._is_busy:
            return
        entries = list(self._body.query(Entry))
        at = next(nth for nth, entry in enumerate(entries) if entry is event.input)
        if at + 1 < len(entries):
            entries[at + 1].focus()
        else:
            await self._take(asked, [entry.value for entry in entries])

    async def _take(self, asked: Asked, said: list[str]) -> None:
        try:
            await asked.take(said)
        except PostError as wrong:
            self.begin_again(_said_of(wrong))

    async def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        if self._asked is not None and not self._is_busy:
            await self._take(self._asked, [event.value])

    async def on_key(self, event: events.Key) -> None:
        if event.key in ("ctrl+q", "ctrl+c") or (event.key == "escape" and not self._can_go_back):
            event.stop()
            self.app.exit(LEFT)
        elif event.key == "escape":
            event.stop()
            self.workers.cancel_group(self, "step")
            self._nth -= 0 if self._is_within else 1
            await self.ask()
        elif event.key == "r" and self.question.name == "token" and not self._is_within:
            event.stop()
            await self.ask()
        elif event.key in ("up", "down", "tab", "shift+tab"):
            event.stop()
            self._step(-1 if event.key in ("up", "shift+tab") else 1)
        elif event.key == "enter" and self._asked is not None and not self._asked.widgets and not self._is_busy:
            event.stop()
            await self._take(self._asked, [])

    def _step(self, step: int) -> None:
        order: list[Widget] = [widget for widget in self._body.query("*") if widget.can_focus]
        if self.focused in order:
            order[(order.index(self.focused) + step) % len(order)].focus()

    def on_resize(self, event: events.Resize) -> None:
        self.show()

    # The token

    def took_token(self, token: Secret) -> None:
        """A fresh one; whichever was there before is nobody's any more."""
        self.give_back()
        self.token = token

    def give_back(self) -> None:
        """A token that nobody kept."""
        token, self.token = self.token, None
        if token is not None and self.place is None:
            from sync.aside import spawn

            spawn(partial(first_steps.given_back, self.answers.url, token))


class FirstRun(FoldingApp[int], inherit_bindings=False):
    """The first run as a program of its own: it ends where the board begins."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, answers: Answers, *, theme: Theme = "dark", ascii: bool = False) -> None:
        super().__init__()
        dress(self, theme)
        use_ascii(ascii)
        self.title, self.animation_level = "postcmd", "none"
        self.failure: Exception | None = None
        self._loop_now: asyncio.AbstractEventLoop | None = None
        self.first_screen = FirstScreen(answers)

    def get_default_screen(self) -> Screen[Any]:
        return self.first_screen

    def on_mount(self) -> None:
        self._loop_now = asyncio.get_running_loop()

    def leave(self, code: int) -> None:
        """End with this exit code. From any thread, and from a signal handler."""
        if self._loop_now is not None:
            self._loop_now.call_soon_threadsafe(self.exit, code)

    def _handle_exception(self, error: Exception) -> None:
        # As on the board: the caller logs it and says one sentence.
        self.failure = self.failure or error
        self._close_messages_no_wait()


def first_run(answers: Answers, *, theme: Theme = "dark", ascii: bool = False) -> tuple[int, Secret | None]:
    """Ask until a board can open: the exit code, and the token where it is kept for this session alone."""
    app = FirstRun(answers, theme=theme, ascii=ascii)
    from tui.signals import leaving_on_signals

    with leaving_on_signals(app.leave):
        code = app.run(mouse=False)
    if app.failure is not None:
        raise app.failure
    screen = app.first_screen
    if code != DONE:
        screen.give_back()
        return (LEFT if code is None else code), None
    return DONE, screen.token


def _said_of(wrong: OSError | PostError) -> Said:
    from tui.sentences import sentence_of

    return Said(sentence_of(wrong) if isinstance(wrong, PostError) else str(wrong), "bad")
