"""Who is on hand in words: what speaks for them, which limits they would pass, and why some are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from postcmd import panes
from postcmd.board import Board
from postcmd.clean import clean
from postcmd.hand import Hand, Why, WhyNot
from postcmd.limits import Passed
from postcmd.words import N_, _
from postcmd.written import length_text

WHYS: Final[dict[Why, str]] = {
    "planned": N_("planned next"),
    "closed_there": N_("their place is closed"),
    "off_before": N_("comes off before"),
    "stays_on": N_("would stay on without relief"),
    "same_request": N_("same request"),
    "knows_post": N_("knows the post"),
    "same_place": N_("same place"),
    "same_street": N_("same street"),
    "same_district": N_("same district"),
    "other_district": N_("other district"),
    "place_unknown": N_("place not known"),
    "standing_by": N_("stands by"),
    "resting": N_("rests"),
    "can_go": N_("said they can go"),
    "fills_it": N_("enough for all"),
    "ask_skills": N_("ask for skills and drivers"),
    "ask_gear": N_("ask for gear"),
}
WHY_NOTS: Final[dict[WhyNot, str]] = {
    "": "",
    "out_of_service": N_("out of service"),
    "nobody_left": N_("nobody is left in it"),
    "elsewhere": N_("on duty elsewhere then"),
    "serving": N_("serves at another request"),
    "promised": N_("sent to another request"),
    "closed_loop": N_("closed loop, stays where it is"),
    "skill": N_("lacks a skill"),
    "vehicle": N_("no driver"),
    "gear": N_("gear is not ready"),
    "hard_limit": N_("hard limit"),
    "not_allowed": N_("the rules refuse it"),
    "taken": N_("goes to another gap"),
}
PASSED: Final[dict[Passed, str]] = {
    "overlap": N_("planned twice"),
    "continuous": N_("too long without a break"),
    "per_day": N_("too long in 24 hours"),
    "rest": N_("too little rest"),
    "days_running": N_("too many days running"),
}
BEYOND: Final[dict[Passed, str]] = {
    "continuous": N_("more than {bound} without a break"),
    "per_day": N_("more than {bound} in 24 hours"),
    "rest": N_("less than {bound} of rest"),
    "days_running": N_("more than {bound} days running"),
}


def name(board: Board, hand: Hand) -> str:
    """`链家二队 (链家)`, or the unit whose heads they are."""
    unit = panes.unit_name(board, hand.unit)
    if hand.kind == "unit":
        return unit
    duty = board.get("duty", hand.id) if hand.kind == "duty" else None
    squad_id = getattr(duty, "squad", None) if duty is not None else hand.id
    squad = board.squad(squad_id) if squad_id else None
    return squad.name if squad is not None else unit


def why_text(hand: Hand) -> str:
    """Whether they are enough stands beside it as a number."""
    return _(", ").join(_(WHYS[one]) for one in hand.why if one != "fills_it")


def against_text(hand: Hand) -> str:
    """The limits that it would pass, or why it is not on hand."""
    passed = _(", ").join(_(PASSED[one]) for one in hand.passed)
    return _(": ").join(filter(None, (_(WHY_NOTS[hand.why_not]) if hand.why_not else "", passed)))


def passed_text(passed: Iterable[str], bounds: Mapping[str, Any] = {}) -> str:
    """The limits that are passed; with their bounds, where they are told."""
    return _(", ").join(_passed(one, bounds.get(one)) for one in passed)


def _passed(named: str, bound: Any) -> str:
    known = next((one for one in PASSED if one == named), None)
    if known is None:
        return clean(named)
    text = BEYOND.get(known)
    if text is None or known == "overlap" or not isinstance(bound, int):
        return _(PASSED[known])
    return _(text).format(bound=bound if known == "days_running" else length_text(bound))


def whom(board: Board, duty_id: str) -> str:
    # Sentences need the words of limits, and the names of records need sentences.
    from tui.record_names import title

    return title(board, ("duty", duty_id))
