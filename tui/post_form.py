"""A post set up at a place, or for a request; or what is known of one, said anew.

1. A name and a place have to be filled; shifts are typed in one line, `夜 20:00-08:00 2-3 +1, 日 08:00-20:00 2`, and
   how they are read stands below.
2. Nothing is submitted that the rules or the rights refuse; the reason stands in the form, and what was typed stays.
3. Of one that stands only what was changed is said. Its place does not change, and the form says what to do instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from postcmd import intents_of_posts as intents
from postcmd import panes
from postcmd.board import Board
from postcmd.clean import clean, fold
from postcmd.errors import BadInput
from postcmd.intents import bounded_number
from postcmd.ops import PostOpen, PostSet
from postcmd.records import Gear, Post, PostKind, PostShift
from postcmd.search import Finder
from postcmd.words import _, pgettext
from tui import detail
from tui import post_words as words
from tui.gestures import new_id
from tui.keymap import keyed
from tui.over_list import do
from tui.request_form import finds, learn_to_hear
from tui.request_words import parse_days, parse_words
from tui.sentences import sentence_of
from tui.terms import task_name
from tui.trial import attempt
from widgets.choice import Option
from widgets.form import Field, Form
from widgets.wide_form import WideForm

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

EDITED: Final = ("name", "place", "shifts", "kind", "task", "skills", "drivers", "gear", "contact")


class NewPost(NamedTuple):
    """For which request, at which place it is proposed, and where the form leads to: back, or to the new post."""

    request: str | None
    place: str | None
    back: Callable[[], object]
    to: Callable[[str], object]


class SetPost(NamedTuple):
    """The post that is put right, and where the form leads back to."""

    post: str
    back: Callable[[], object]


class PostForm(WideForm):
    """The subject is a NewPost or a SetPost."""

    COLUMNS = 1
    _subject: NewPost | SetPost

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(classes="over")
        self._board_screen = screen

    async def begin(self, subject: NewPost | SetPost) -> None:
        self._subject = subject
        board = self._board_screen.board
        finder = Finder(board, by_sound=False)
        self.run_worker(learn_to_hear(finder), group="pinyin")
        fields = _fields(finds(finder)("place"), finds(finder)("task"), panes.today(board))
        post = self._post
        shown = [one for one in fields if post is None or one.key in EDITED]
        self._board_screen.key_line.rest(_("Enter next needed, then sets it  Tab next field  Esc leaves").split("  "))
        await self.open(self._title(), shown)
        if post is not None:
            self._show(post)
        elif isinstance(subject, NewPost):
            self._propose(subject)

    def _title(self) -> str:
        board, subject, post = self._board_screen.board, self._subject, self._post
        if post is not None:
            return _("{post}: put right").format(post=words.title(board, post.id))
        request = board.request(subject.request) if isinstance(subject, NewPost) and subject.request else None
        if request is None:
            return _("New post")
        return _("New post for {request}").format(request=detail.name_of(board, request))

    @property
    def _post(self) -> Post | None:
        subject = self._subject
        found = self._board_screen.board.get("post", subject.post) if isinstance(subject, SetPost) else None
        return found if isinstance(found, Post) else None

    def _show(self, post: Post) -> None:
        self.put("name", post.name)
        self.put("place", panes.place_name(self._board_screen.board, post.place), post.place)
        self.put("shifts", intents.shifts_text(post.shifts))
        self.put("kind", post.kind)
        if post.task is not None:
            self.put("task", task_name(self._board_screen.board, post.task), post.task)
        self.put("skills", _(", ").join(post.skills))
        self.put("drivers", str(post.drivers or ""))
        self.put("gear", post.gear)
        self.put("contact", post.contact)
        self._inputs["shifts"].focus()

    def _propose(self, subject: NewPost) -> None:
        board = self._board_screen.board
        request = board.request(subject.request) if subject.request else None
        place = request.place if request is not None else subject.place
        if place is not None:
            self.put("place", panes.place_name(board, place), place)
        if request is not None:
            self.put("task", task_name(board, request.task), request.task)

    def follow(self, touched: Iterable[object] = ()) -> None:
        """A form shows what is typed, not what arrives."""

    def on_wide_form_changed(self, event: WideForm.Changed) -> None:
        """How the shifts are read."""
        event.stop()
        if self._here() != "shifts":
            return
        try:
            shifts = intents.read_shifts(self.texts["shifts"])
        except BadInput:
            self.say(_("name, times, volunteers, local staff beside: night 20:00-08:00 2-3 +1"), "dim")
            return
        self.say(_read_as(shifts), "accent")

    # Sent

    def on_form_submitted(self, event: Form.Submitted) -> None:
        event.stop()
        screen = self._board_screen
        if self._post is not None and event.values["place"] != self._post.place:
            text = _("At another place it is another post: <posts.new> opens it there, <posts.close> closes this one.")
            self.say(keyed(text), "bad")
            return
        try:
            op = self._op(screen.board, event.values)
        except BadInput as bad:
            self.say(sentence_of(bad), "bad")
            return
        if op is None:
            self._subject.back()
            screen.say(_("It is already so."))
            return
        trial = attempt(screen.board, [op])
        if trial.refusals:
            from tui.changing import refusal_text

            self.say(refusal_text(trial.refusals[0]), "bad")
            return
        is_new = isinstance(op, PostOpen)
        set_up = keyed(_("The post is set up: <posts.plan> plans who is there."))
        do(screen, [op], set_up if is_new else _("Put right."))
        if isinstance(self._subject, NewPost):
            self._subject.to(op.post)
        else:
            self._subject.back()

    def _op(self, board: Board, values: Mapping[str, str]) -> PostOpen | PostSet | None:
        post, subject = self._post, self._subject
        facts = _facts(values)
        if post is not None:
            changed = {field: value for field, value in facts.items() if getattr(post, field) != value}
            return intents.set_post(post, board.link.epoch, **changed) if changed else None
        today = panes.today(board)
        return intents.open_post(
            new_id(),
            values["place"],
            facts.pop("name"),
            facts.pop("shifts"),
            request=subject.request if isinstance(subject, NewPost) else None,
            since=_day(values["since"], today),
            until=_day(values["until"], today),
            **facts,
        )

    def on_form_left(self, event: Form.Left) -> None:
        event.stop()
        self._subject.back()


Find = Callable[[str], Sequence[Option]]


def _fields(find_place: Find, find_task: Find, today: date) -> list[Field]:
    def a_day(text: str) -> str | None:
        return _why_not(lambda: _day(text, today))

    kinds = tuple(Option(kind, _(called)) for kind, called in words.KINDS.items())
    gears = tuple(Option(gear, _(called)) for gear, called in words.GEARS.items())
    return [
        Field("name", pgettext("key", "name"), needed=True),
        Field("place", _("place"), placeholder=_("name, id, pinyin"), needed=True, find=find_place),
        Field("shifts", _("shifts"), placeholder=_("night 20:00-08:00 2-3 +1, day 08:00-20:00 2"), check=_check),
        Field("kind", _("kind"), options=kinds),
        Field("task", _("task"), placeholder=_("name, id, pinyin"), find=find_task),
        Field("skills", _("skills"), placeholder=_("commas between")),
        Field("drivers", _("drivers"), figures=True, check=_number),
        Field("gear", _("gear"), options=gears),
        Field("contact", _("contact")),
        Field("since", _("since"), placeholder="11-22", figures=True, check=a_day),
        Field("until", _("last day"), placeholder="11-26", figures=True, check=a_day),
    ]


def _facts(values: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": clean(values["name"]).strip(),
        "shifts": intents.read_shifts(values["shifts"]),
        "skills": parse_words(values["skills"]),
        "drivers": _number_of(values["drivers"]),
        "gear": cast(Gear, values["gear"]),
        "kind": cast(PostKind, values["kind"]),
        "task": values["task"] or None,
        "contact": clean(values["contact"]).strip(),
    }


def _read_as(shifts: Sequence[PostShift]) -> str:
    """Each shift as it is understood; `+1` are local staff beside."""
    return _("read as: {shifts}").format(shifts="  ".join(intents.shift_text(one) for one in shifts)) if shifts else ""


def _check(text: str) -> str | None:
    return _why_not(lambda: intents.read_shifts(text))


def _number(text: str) -> str | None:
    return _why_not(lambda: _number_of(text))


def _number_of(text: str) -> int:
    typed = fold(text).strip()
    return bounded_number(typed) if typed else 0


def _day(text: str, today: date) -> date | None:
    return parse_days(text, today)[0] if text.strip() else None


def _why_not(read: Callable[[], object]) -> str | None:
    try:
        read()
    except BadInput as bad:
        return sentence_of(bad)
    return None
