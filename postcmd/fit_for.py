"""Whether a squad is fit for a post: skills, vehicles and gear.

1. People known by name are matched to the places of the post, one to one; those counted fill places that ask nothing.
2. Where nobody is known by name, skills and drivers are to be asked for; so is gear of which nobody said anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from postcmd.board import Board
from postcmd.hand import Why, WhyNot
from postcmd.matching import Able, able, missing, seats_of
from postcmd.records import Gear, Post, Squad
from postcmd.roster import Person


class Fitness:
    """Squads of a board, and the people of theirs that are known by name."""

    def __init__(self, board: Board, people: Iterable[Person] = ()) -> None:
        self._board = board
        self._people = {one.id: one for one in people}

    def asks(self, squad: Squad, post: Post) -> Iterator[Why]:
        """What nobody here knows of them."""
        if (post.skills or post.drivers) and not self._known(squad):
            yield "ask_skills"
        if post.gear and self._gear(squad, post) is None:
            yield "ask_gear"

    def lacks(self, squad: Squad, post: Post) -> WhyNot:
        """What the post asks for and they do not have."""
        if post.gear and self._gear(squad, post) == "":
            return "gear"
        known = self._known(squad)
        if not known or not (post.skills or post.drivers):
            return ""
        # Those counted and not named fill places that ask for nothing; gear was judged above.
        unnamed = [Able(f"?{nth}", gear=post.gear) for nth in range(squad.strength - len(known))]
        lacking = missing(seats_of(post, 0), [*(able(one, post.gear) for one in known), *unnamed])
        return next((one for one in lacking if one != "gear"), "")

    def _known(self, squad: Squad) -> list[Person]:
        return [self._people[one] for one in squad.members if one in self._people]

    def _gear(self, squad: Squad, post: Post) -> Gear | None:
        """What they wear, as far as somebody said: None is to be asked."""
        said = [self._gear_said(one) for one in (squad.request, post.request)]
        return "full" if True in said else "" if False in said else None

    def _gear_said(self, request_id: str | None) -> bool | None:
        request = self._board.request(request_id) if request_id else None
        return request.gear_ready if request is not None else None
