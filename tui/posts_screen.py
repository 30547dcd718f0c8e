"""The watch view: who stands at the posts now, who leaves and who comes soon, where somebody is missing.

1. What is short stands first, then what will be short within the hour, then by place; `a` shows the posts at rest too.
2. Each of what is done at a post is one key on its row: check in and out, relieve, send on, plan, edit.
3. It is made of what the post holds: it reads the same offline.
4. Whatever is opened from here leads back here, to the same row.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from postcmd import intents_of_posts as intents
from postcmd import panes
from postcmd.board import Board
from postcmd.records import Duty, Post
from postcmd.standing_watch import Resting, Standing, Watch, at_rest, next_shift, watch
from postcmd.words import _, pgettext
from tui import post_words as words
from tui.answer_line import Ask, ask
from tui.beyond_limits import plan_and
from tui.glyphs import NEW
from tui.open_layer import RowKey
from tui.over_list import OverList
from tui.post_closing import close_label, close_or_reopen
from tui.post_rows import post_columns, post_row
from tui.post_sending import ask_send_on
from tui.trial import context
from widgets.rows import Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

SEEN: Final = frozenset({"duty", "post", "request", "limit", "place", "squad"})


class From(NamedTuple):
    """What the cursor stood on: a request whose posts are wanted, and its place; or a place alone."""

    request: str | None = None
    place: str | None = None


class PostsScreen(OverList):
    """The subject is a From."""

    LAYER = "posts"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, post_columns())
        self._watch = Watch()
        self._rows: dict[str, Standing | Resting] = {}
        self._all = False
        self._place: str | None = None
        self._words = ""
        self._wanted = ""
        self._minute: datetime | None = None

    async def begin(self, subject: Any) -> None:
        if subject != self.subject:
            self._all, self._words = False, ""
            # Asked for from the page of a place: its posts alone.
            self._place = subject.place if subject.request is None else None
        is_new = subject != self.subject
        await super().begin(subject)
        if not self._rows and not self._words:
            self._turn_all()
        if self._wanted:
            self._go_to_new(self._wanted)
            self._wanted = ""
        elif is_new and subject.request:
            self._go_to_posts_of(subject.request)
        self.show_keys()

    def _go_to_new(self, post_id: str) -> None:
        """One that is manned later stands among those at rest."""
        if post_id not in self._rows and not self._all:
            self._turn_all()
        self.go_to(post_id)

    def _go_to_posts_of(self, request: str) -> None:
        mine = next((post_id for post_id, row in self._rows.items() if row.post.request == request), None)
        if mine is not None:
            self.go_to(mine)

    def to(self, post_id: str) -> None:
        """Back to this list, to a post that was set up."""
        self._wanted = post_id
        self.back()

    def back(self) -> None:
        """To this list again, from what was opened on it."""
        self.board_screen.overlays.open(PostsScreen, self.subject)

    @property
    def _board(self) -> Board:
        return self.board_screen.board

    @property
    def _now(self) -> datetime:
        return context(self._board).now

    # What stands there

    def heading(self) -> str:
        place = panes.place_name(self._board, self._place) if self._place else ""
        return _(": ").join(filter(None, (_("Posts"), place or self._words)))

    def counts(self) -> str:
        seen = self._watch
        if not seen.rows:
            return ""
        text = _("{here} here  {leaving} leave soon  {arriving} come soon")
        short = _("{n} missing").format(n=seen.short) if seen.short else _("nobody missing")
        said = text.format(here=seen.here, leaving=seen.leaving, arriving=seen.arriving)
        return f"{short}  {said}"

    def nothing(self) -> str:
        if self._words:
            return _("No post has that name; <posts.find> looks for another.")
        return _("No post has been set up: <posts.new> sets one up.")

    def rows(self) -> list[Row]:
        board, now = self._board, self._now
        self._watch = watch(board, self._place, now)
        rest = at_rest(board, self._place, now, self._watch) if self._all or self._words else []
        found: list[Standing | Resting] = [*self._watch.rows, *rest]
        self._rows = {one.post.id: one for one in found if self._is_found(one.place, one.post)}
        new, glyphs = self.board_screen.looking.new_on_the_ground(), self.board_screen.glyphs
        return [post_row(board, one, glyphs.mark(NEW) if one.post.id in new else "") for one in self._rows.values()]

    def _is_found(self, place: str, post: Post) -> bool:
        text = f"{place} {post.name} {post.id}".casefold()
        return all(word in text for word in self._words.casefold().split())

    # Its keys

    @property
    def _post(self) -> Post | None:
        found = self._board.get("post", self.cursor or "")
        return found if isinstance(found, Post) else None

    def _duties(self) -> list[Duty]:
        """Of the post under the cursor: who is here or to come, the first to leave first."""
        row = self._rows.get(self.cursor or "")
        found = (self._board.get("duty", one) for one in row.duties) if isinstance(row, Standing) else ()
        return [one for one in found if isinstance(one, Duty)]

    def keys(self) -> list[RowKey]:
        post, here = self._post, "" if self._post is not None else _("There is nothing under the cursor.")
        duties = self._duties()
        nobody = here or ("" if any(one.here for one in duties) else _("Nobody is checked in at this post."))
        one = _("only this place") if self._place is None else _("all places")
        return [
            RowKey("open", self._open, here),
            *self._checks(duties, here),
            RowKey("relieve", self._relieve, nobody),
            RowKey("plan", self._plan, here or self._why_not_planned(post), label=pgettext("key", "plan")),
            RowKey("send_on", self._send_on, nobody),
            RowKey("paste", self._paste, here),
            RowKey("redeploy", self._redeploy, here),
            RowKey("undo", self._undo),
            RowKey("new", self._new),
            RowKey("edit", self._edit, here),
            RowKey("close", self._close, here, label=close_label(self._board, post)),
            RowKey("limits", self._limits, here),
            RowKey("all", self._turn_all, label=_("manned now") if self._all else _("all posts")),
            RowKey("place", self._turn_place, here, label=one),
            RowKey("find", self._find),
            RowKey("back", self.leave),
        ]

    def _checks(self, duties: list[Duty], here: str) -> list[RowKey]:
        coming = next((one for one in duties if one.came < one.heads and not one.left), None)
        going = next((one for one in duties if one.here), None)
        none, nobody = here or _("Nobody is expected at this post."), here or _("Nobody is checked in at this post.")
        come = coming.heads - coming.came if coming is not None else 0
        leave = going.here if going is not None else 0
        came, left = (
            self._of(_("{who}: {n} have come"), coming, come),
            self._of(_("{who}: {n} have left"), going, leave),
        )
        return [
            RowKey("check_in", lambda: self._check(coming, come), "" if coming else none, label=came),
            RowKey("check_out", lambda: self._check(going, leave, out=True), "" if going else nobody, label=left),
        ]

    def _of(self, text: str, duty: Duty | None, heads: int) -> str:
        if duty is None:
            return _("all have come, or have left")
        return text.format(who=words.who(self._board, duty), n=heads)

    def _check(self, duty: Duty | None, heads: int, *, out: bool = False) -> None:
        if duty is None:
            return
        text = _("Checked out: {whom}, {n}") if out else _("Checked in: {whom}, {n}")
        said = text.format(whom=words.whose(self._board, [duty]), n=heads)
        plan_and(self.board_screen, [intents.check(duty, heads, out=out)], [], said, self.follow)

    # What it leads to

    def _open(self) -> None:
        from tui.post_duties import DutiesScreen, OfPost

        self.board_screen.overlays.open(DutiesScreen, OfPost(self.cursor or "", self.back))

    def _relieve(self) -> None:
        from tui.relief_screen import ReliefScreen, Whom

        here = tuple(one.id for one in self._duties() if one.here)
        self.board_screen.overlays.open(ReliefScreen, Whom(here, 0, self.back))

    def _send_on(self) -> None:
        ask_send_on(self.board_screen, next(one for one in self._duties() if one.here), self.follow)

    def _why_not_planned(self, post: Post | None) -> str:
        if post is None or self._next(post) is not None:
            return ""
        return _("No shift of this post begins within a day: <posts.edit> says when it is manned.")

    def _next(self, post: Post) -> object:
        from postcmd.limits import limits_for

        return next_shift(post, self._now, limits_for(post, None, self._board).boundary, self._board.link.zone)

    def _plan(self) -> None:
        from tui.post_plan import OfShift, PlanScreen

        self.board_screen.overlays.open(PlanScreen, OfShift(self.cursor or "", 0, self.back))

    def _paste(self) -> None:
        from tui.checks_screen import AtPost, ChecksList

        self.board_screen.overlays.open(ChecksList, AtPost(self.cursor or "", self.back))

    def _redeploy(self) -> None:
        from tui.redeploy_screen import AtPost, RedeployScreen

        self.board_screen.overlays.open(RedeployScreen, AtPost(self.cursor or "", self.back))

    def _new(self) -> None:
        from tui.post_form import NewPost, PostForm

        row = self._post
        place = self.subject.place or self._place or (row.place if row is not None else None)
        self.board_screen.overlays.open(PostForm, NewPost(self.subject.request, place, self.back, self.to))

    def _edit(self) -> None:
        from tui.post_form import PostForm, SetPost

        self.board_screen.overlays.open(PostForm, SetPost(self.cursor or "", self.back))

    def _close(self) -> None:
        if self._post is not None:
            close_or_reopen(self.board_screen, self._post, self.follow)

    def _limits(self) -> None:
        from tui.limits_screen import At, LimitsScreen

        self.board_screen.overlays.open(LimitsScreen, At(self.cursor, self.back))

    # Which posts are shown

    def _turn_all(self) -> None:
        self._all = not self._all
        self.follow()

    def _turn_place(self) -> None:
        post = self._post
        self._place = None if self._place is not None or post is None else post.place
        self.follow()

    def _undo(self) -> None:
        self.board_screen.changing.undo()
        self.follow()

    def _find(self) -> None:
        ask(self.board_screen, Ask("/", self._filter, self._words, _("words of a place or post; nothing shows all")))

    def _filter(self, typed: str) -> None:
        self._words = typed
        self.follow()
        self.to_start()

    def follow(self, touched: Iterable[object] = ()) -> None:
        """Where the minute is another one, who leaves soon and who is late may be others too."""
        keys, minute = tuple(touched), self._now.replace(second=0, microsecond=0)
        if not keys or minute != self._minute or any(isinstance(key, tuple) and key[0] in SEEN for key in keys):
            self._minute = minute
            super().follow(keys)
