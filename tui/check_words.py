"""Lines of a list of who came, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from postcmd.check_lines import Verdict, Why
from postcmd.words import N_, _

if TYPE_CHECKING:
    from widgets.rows import Tone

VERDICTS: Final[dict[Verdict, str]] = {
    "planned": N_("planned"),
    "unplanned": N_("unplanned"),
    "twice": N_("duplicate"),
    "away": N_("will not come"),
    "unclear": N_("ambiguous"),
    "error": N_("not read"),
}
TONES: Final[dict[Verdict, Tone]] = {
    "planned": "good",
    "unplanned": "warn",
    "twice": "dim",
    "away": "dim",
    "unclear": "bad",
    "error": "bad",
}
WHYS: Final[dict[Why, str]] = {
    "": "",
    "in_list": N_("already further up"),
    "here_already": N_("is here already"),
    "not_here": N_("not so many are here"),
    "which_group": N_("of which squad or unit? Write its name before it"),
    "nobody_awaited": N_("none of them is expected: write how many"),
    "no_name": N_("this is not a name"),
    "more": N_("more than were planned"),
    "too_long": N_("the list ends here: it is too long"),
}


def why_text(why: Why) -> str:
    return _(WHYS[why]) if why else ""
