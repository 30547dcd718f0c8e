"""Terms: what a state, role, kind or field is called on a screen, in the language in use.

1. Every state that a record, a role or a link can be in has its term; the tests hold the tables against the types.
2. A word that is no term of ours is shown as it came, cleaned.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from postcmd.board import Board
from postcmd.clean import clean
from postcmd.quota import heads_text
from postcmd.words import N_, _, lang, pgettext

REQUEST: Final = {
    "submitted": N_("submitted"),
    "approved": N_("approved"),
    "ordered": N_("ordered"),
    "partly_met": N_("partly met"),
    "met": N_("met"),
    "over": N_("over"),
    "unmet": N_("unmet"),
    "cancelled": N_("cancelled"),
    "closed": N_("closed"),
}
QUOTA: Final = {
    "issued": N_("issued"),
    "acknowledged": N_("acknowledged"),
    "accepted": N_("accepted"),
    "partly_accepted": N_("partly accepted"),
    "declined": N_("declined"),
    "withdrawn": N_("withdrawn"),
    "not_passed_on": N_("not passed on"),
}
SQUAD: Final = {
    "standby": N_("standby"),
    "alerted": N_("alerted"),
    "mustering": N_("mustering"),
    "en_route": N_("en route"),
    "on_post": N_("on post"),
    "resting": N_("resting"),
    "out_of_service": N_("out of service"),
    "stood_down": N_("stood down"),
}
SIGN_UP: Final = {
    "offered": N_("offered"),
    "reserve": N_("reserve"),
    "confirmed": N_("confirmed"),
    "arrived": N_("arrived"),
    "no_show": N_("no-show"),
    "released": N_("released"),
    "withdrawn": N_("withdrew"),
}
RECEIPT: Final = {
    "sent": N_("sent"),
    "read": N_("read"),
    "acknowledged": N_("acknowledged"),
    "accepted": N_("accepted"),
    "declined": N_("declined"),
}
SHIFT: Final = {
    "": N_("all day"),
    "day": N_("day shift"),
    "night": N_("night shift"),
}
LOSS: Final = {
    "sick": N_("sick"),
    "positive": N_("positive"),
    "sealed_in": N_("sealed in"),
    "recalled": N_("recalled"),
}
RISK: Final = {
    "sealed": N_("sealed"),
    "controlled": N_("controlled"),
    "precaution": N_("precaution"),
    "sealed_or_controlled": N_("sealed or controlled"),
    "high": N_("high risk"),
    "low": N_("low risk"),
}
ROLE: Final = {
    "observer": N_("observer"),
    "recorder": N_("recorder"),
    "dispatcher": N_("dispatcher"),
    "admin": N_("admin"),
}
LINK: Final = {
    "starting": N_("starting"),
    "online": N_("online"),
    "reconnecting": N_("reconnecting"),
    "offline": N_("offline"),
    "sign_in": N_("sign-in needed"),
    "upgrade": N_("upgrade needed"),
    "read_only": N_("read only"),
    "past": N_("as it stood"),
}
RESULT: Final = {
    "applied": N_("applied"),
    "noop": N_("already so"),
    "conflict": N_("conflict"),
    "rejected": N_("refused"),
    "blocked": N_("blocked"),
    "parked": N_("set aside"),
    "void": N_("taken back"),
    "unknown": N_("unknown"),
}
STAGE: Final = {
    "writing": N_("being saved"),
    "saved": N_("saved, not sent"),
    "sent": N_("sent"),
    "done": N_("done"),
    "attention": N_("needs attention"),
    "dismissed": N_("dismissed"),
    "withdrawn": N_("taken back"),
}
KIND: Final = {
    "unit": N_("unit"),
    "place": N_("place"),
    "task": N_("task"),
    "request": N_("request"),
    "quota": N_("quota"),
    "squad": N_("squad"),
    "availability": N_("availability"),
    "signup": N_("sign-up"),
    "notice": N_("notice"),
    "receipt": N_("receipt"),
    "note": N_("phone note"),
    "post": N_("post"),
    "duty": N_("duty"),
    "limit": N_("limit"),
    "placement": N_("placement"),
    "work": N_("work"),
    "attrition": N_("attrition"),
    "handover": N_("hand-over"),
    "freeze": N_("frozen day"),
    "clock": N_("clock"),
}
FIELD: Final = {
    "min": N_("min"),
    "max": N_("max"),
    "offered": N_("offered"),
    "confirmed": N_("confirmed"),
    "present": N_("present"),
    "strength": N_("strength"),
    "helpers": N_("helpers"),
    "status": N_("status"),
    "place": N_("place"),
    "note": N_("note"),
    "lines": N_("need"),
    "task": N_("task"),
    "due": N_("due"),
    "leader": N_("led by"),
    "handled_by": N_("handled by"),
    "urgent": N_("urgent"),
    "called_by": N_("called by"),
    "contact": N_("contact"),
    "addressed_unit": N_("unit called"),
    "report_place": N_("report to"),
    "hours": N_("hours"),
    "full_time_days": N_("full-time days"),
    "risk": N_("risk"),
    "skills": N_("skills"),
    "vehicles": N_("vehicles"),
    "gear_ready": N_("gear ready"),
    "bring": N_("bring"),
    "board": N_("board and lodging"),
    "passage": N_("passage"),
    "duplicate_of": N_("repeats"),
    "goals": N_("work wanted"),
    "reserve": N_("reserve"),
    "declined": N_("declined"),
    "answer": N_("answer"),
    "answered_by": N_("answered by"),
    "mustered_by": N_("counted by"),
    "heads": N_("heads"),
    "full_time": N_("full-time"),
    "sealed": N_("may enter sealed areas"),
    "drivers": N_("drivers"),
    "said_by": N_("said by"),
    "arrived": N_("arrived"),
    "no_show": N_("no-show"),
    "released": N_("released"),
    "withdrawn": N_("withdrew"),
    "state": N_("state"),
    "title": N_("title"),
    "text": N_("text"),
    "remind_at": N_("remind at"),
    "settled_by": N_("settled by"),
    "name": N_("name"),
    "closed_loop": N_("closed loop"),
    "parts": N_("split into"),
    "merged_into": N_("merged into"),
    "rolled": N_("answered the roll"),
    "kind": N_("kind"),
    "post": N_("post"),
    "shifts": N_("shifts"),
    "gear": N_("gear"),
    "shift": N_("shift"),
    "begins": N_("begins"),
    "ends": N_("ends"),
    "came": N_("came"),
    "left": N_("went"),
    "relieved_by": N_("relieved by"),
    "approved_by": N_("approved by"),
    "loss": N_("reason"),
    "quantity": N_("number"),
    "served": N_("served"),
    "superseded_by": N_("corrected by"),
    "until": N_("last day"),
    "continuous": N_("without a break"),
    "per_day": N_("in 24 hours"),
    "rest": N_("rest between"),
    "days_running": N_("days running"),
    "grace": N_("grace of a hand-over"),
    "roll_every": N_("roll call every"),
    "boundary": N_("a day begins"),
    "hard": N_("hard"),
}
STATES: Final = {
    **REQUEST,
    **QUOTA,
    **SQUAD,
    **ROLE,
    "split_up": N_("split up"),
    "merged": N_("merged"),
}


def term(table: Mapping[str, str], word: str) -> str:
    """The term for `word` out of its table."""
    return _(table[word]) if word in table else clean(word)


def state(word: str) -> str:
    """The term for the state of any record, or for a role."""
    return term(STATES, word)


def task_name(board: Board, code: str) -> str:
    task = board.task(code)
    if task is None:
        return code
    return task.zh if lang() == "zh_CN" or not task.en else task.en


def need_text(least: int, most: int | None) -> str:
    """`12`, `6-9`, `6+`; a need nobody put a number on is open."""
    return pgettext("need", "open") if least == 0 and most is None else heads_text(least, most)
