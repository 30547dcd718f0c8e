"""Parts of the board that the first frame does without: each is read when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen
    from tui.calling import Calling
    from tui.changing import Changing
    from tui.drafts import Drafts
    from tui.figures_now import FiguresNow
    from tui.looking import Looking
    from tui.people_now import PeopleNow
    from tui.remembering import Remembering
    from tui.resolving import Resolving
    from tui.said_log import SaidLog
    from tui.typing_on_rows import Typing
    from widgets.rows import Tone


def read_ahead() -> None:
    """Read what the first key needs, so that it waits for no file."""
    import tui.changing
    import tui.typing_on_rows
    import tui.verbs  # noqa: F401


class LateParts:
    """What a board screen has beside its panes."""

    @cached_property
    def calling(self) -> Calling:
        """What calls somebody who is not looking."""
        from tui.calling import Calling

        screen = cast("BoardScreen", self)
        return Calling(screen, screen.bell)

    @cached_property
    def changing(self) -> Changing:
        """What changes records, and takes it back."""
        from tui.changing import Changing

        return Changing(cast("BoardScreen", self))

    @property
    def has_changed(self) -> bool:
        """Whether anything was changed here, or tried."""
        return "changing" in self.__dict__

    @cached_property
    def typing(self) -> Typing:
        """Numbers typed on rows."""
        from tui.typing_on_rows import Typing

        return Typing(cast("BoardScreen", self))

    @cached_property
    def looking(self) -> Looking:
        """What others changed since we looked."""
        from tui.looking import Looking

        return Looking(cast("BoardScreen", self))

    @cached_property
    def figures(self) -> FiguresNow:
        """What the centre says of the figures, and said last."""
        from tui.figures_now import FiguresNow

        screen = cast("BoardScreen", self)
        return FiguresNow(screen, screen.open_figures)

    @cached_property
    def people(self) -> PeopleNow:
        """Names that may be shown just now."""
        from tui.people_now import PeopleNow

        return PeopleNow()

    @cached_property
    def drafts(self) -> Drafts:
        """What is half typed."""
        from tui.drafts import Drafts

        return Drafts(cast("BoardScreen", self).home)

    @cached_property
    def remembering(self) -> Remembering:
        """Where we are, for the next start."""
        from tui.remembering import Remembering

        return Remembering(cast("BoardScreen", self))

    @cached_property
    def said(self) -> SaidLog:
        """What was said."""
        from tui.said_log import SaidLog

        return SaidLog(cast("BoardScreen", self).home)

    def hear(self, text: str, tone: Tone) -> None:
        """Keep what is said, without the names that may be shown just now."""
        hidden = [word for person in self.people.all for word in (person.name, person.phone)]
        self.said.add(text, tone, hidden)

    @cached_property
    def resolving(self) -> Resolving:
        """What becomes of cases."""
        from tui.resolving import Resolving

        return Resolving(cast("BoardScreen", self))
