"""Sentences: what a person reads when something was refused, clashed, is out of reach or is wrong.

1. Every code that the sources use has a sentence here; a code from elsewhere still gets one that names it.
2. A sentence needs no fact that may be missing: of the ways to say it, the first whose facts are all there is taken.
3. Facts may come from anywhere: they are cleaned and kept short before they are shown.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from postcmd.clean import clean
from postcmd.errors import PostError
from postcmd.quota import heads_text
from postcmd.wire import Info, Status
from postcmd.words import N_, _
from postcmd.written import long_text
from tui.on_hand_words import passed_text
from tui.sentences_of_figures import OF_FIGURES
from tui.sentences_of_sync import OF_SYNC
from tui.sentences_of_undo import TO_UNDO
from tui.sentences_on_the_ground import ON_THE_GROUND
from tui.terms import FIELD, SIGN_UP, state, term

LONGEST: Final = 80
"""Characters of one fact in a sentence; a path alone is never cut, since a person has to find the file."""

OF_RULES: Final[dict[str, tuple[str, ...]]] = {
    # quota
    "not_a_number": (
        N_("“{text}” is not a number of heads; type 12 or 6-9."),
        N_("Type a number of heads: 12 or 6-9."),
    ),
    "too_many": (
        N_("{text} is more than {most} heads: a slip of the finger?"),
        N_("More than {most} heads: a slip of the finger?"),
    ),
    "max_below_min": (
        N_("The max would be {max}, below the min of {min}; nothing was changed."),
        N_("The max would be below the min; nothing was changed."),
    ),
    "below_confirmed": (
        N_("{confirmed} are confirmed, {over} too many then: say whether they stay, stand by or need not come."),
        N_("{confirmed} are confirmed already: it cannot be fewer."),
        N_("More are confirmed already: say what becomes of them."),
    ),
    "bad_part": (N_("To take on a part, type from 1 to {most} heads."), N_("This is not a part of the quota.")),
    "below_zero": (N_("The min would be {min}, below zero; nothing was changed."), N_("Heads cannot be below zero.")),
    "not_a_bound": (N_("{field} is reported, not asked for: type the number itself."),),
    "open_max": (N_("The max of this quota is open: type a number to set one."),),
    "past_parent": (
        N_("At most {largest} heads can be asked here: the quota above, {parent}, has no more to give."),
        N_("More than the quota above this one has left."),
    ),
    "open_past_parent": (N_("An open max cannot stand under a quota that has one."),),
    "below_children": (
        N_("{passed_on} heads are passed on already, more than a max of {max}: lower those quotas first."),
        N_("More heads are passed on already than that: lower those quotas first."),
    ),
    "quota_over": (N_("The quota was {status}: it takes no change."), N_("The quota has ended: it takes no change.")),
    "request_over": (N_("The request is {status}: no heads can be asked for it."), N_("The request has ended.")),
    "bad_parent": (
        N_("The quota {parent} is not one above this unit for the same day."),
        N_("No such quota above it."),
    ),
    "same_quota": (N_("Heads move from one quota to another: these two are the same."),),
    "not_beside": (N_("Heads move only between quotas of one request and day."),),
    "on": (N_("Applied on {heads}."), N_("Applied.")),
    "issued_already": (
        N_("This quota was issued before by {by}, for {heads} heads."),
        N_("This quota was issued before with other numbers."),
    ),
    "bounds": (
        N_("These numbers cannot be: nothing below zero, no max below its min, nobody present who is not there."),
    ),
    "changed_meanwhile": (
        N_("{by} changed this at {at}: it is {heads} now."),
        N_("{by} changed this meanwhile."),
        N_("Somebody changed this meanwhile."),
    ),
    # any record, many records
    "deleted": (N_("{by} deleted this at {at}."), N_("{by} deleted this."), N_("This record was deleted.")),
    "in_use": (
        N_("It cannot become “{to}”: {held_by}."),
        N_("It cannot be deleted: {held_by}."),
        N_("Heads, parts, quotas or squads still stand on this record: it cannot be deleted."),
    ),
    "bulk_partly": (N_("{done} came through, {failed} did not."), N_("Not all of it came through.")),
    "bulk_refused": (
        N_("Nothing was done: {failed} of the changes cannot be, and they were to be all or none."),
        N_("Nothing was done: not all of the changes can be."),
    ),
    # request
    "exists": (N_("{by} made this record already, with other words."), N_("This record is there already.")),
    "moved_meanwhile": (
        N_("{by} moved people of this sign-up meanwhile: {tallies}."),
        N_("{by} set this to “{status}” meanwhile."),
        N_("This is “{status}” meanwhile."),
        N_("Somebody changed the status meanwhile."),
    ),
    "illegal_move": (
        N_("From “{tally}” nobody can become “{to_tally}”; possible: {legal_tallies}."),
        N_("From “{came_from}” it cannot become “{to}”; possible: {legal}."),
        N_("This status cannot follow the present one."),
    ),
    "bad_id": (
        N_("“{id}” is not an id: letters, digits and hyphens only."),
        N_("An id has letters, digits and hyphens only."),
    ),
    "past": (N_("The past can only be looked at: <leave> goes back to the present."),),
    "bad_moment": (
        N_("“{text}” is not a time: type 19:30, 11-20 19:30 or -2h."),
        N_("Type a time: 19:30, 11-20 19:30 or -2h."),
    ),
    "ahead": (N_("The centre has not come to this moment yet."),),
    "day_ahead": (N_("{day} has not come yet."), N_("This day has not come yet.")),
    "no_version_before": (
        N_("Version {version} of this day was never frozen."),
        N_("The version before was never frozen."),
    ),
    "bad_period": (N_("The period ends before it begins."),),
    "period_too_long": (N_("A period has at most {most} days."), N_("The period is too long.")),
    "scope_needed": (N_("Say of which unit or place the figures are wanted."),),
    "bad_number": (N_("A number of the roster has up to 64 letters, digits and hyphens."),),
    "unknown_place": (N_("There is no place “{place}”."), N_("There is no such place.")),
    "unknown_task": (N_("There is no task “{task}”."), N_("There is no such task.")),
    "unknown_unit": (N_("There is no unit “{unit}”."), N_("There is no such unit.")),
    "bad_days": (N_("Name at least one day, and each day once."),),
    "unit_or_place": (N_("Say which unit (--unit) or which place (--place), one of them."),),
    "nothing_handed_over": (N_("No hand-over waits to be accepted."),),
    "file_exists": (N_("{file} is there already and is left alone."), N_("The file is there already.")),
    "unknown_record": (N_("There is no {id} on this board."), N_("There is no such record (any more).")),
    "taken_meanwhile": (
        N_("{handled_by} has this request in hand meanwhile."),
        N_("Whoever had this request in hand has let go of it."),
    ),
    "repeats_itself": (N_("A request cannot repeat itself, not even by way of another one."),),
    # people
    "bad_sign_up": (N_("A sign-up is for at least one head; that of a person for exactly one."),),
    "full": (N_("Places that are still free: {free}."), N_("Everything is taken.")),
    "nobody_unnamed": (
        N_("All {confirmed} who are confirmed have a name already."),
        N_("Everybody confirmed has a name already."),
    ),
    "below_named": (
        N_("{named} are known by name: say first which of them does not come."),
        N_("More are known by name: say first who does not come."),
    ),
    "signed_up_already": (N_("This person has signed up here already ({tally})."), N_("Signed up here already.")),
    "reserve_short": (N_("There are only {available} in the reserve."), N_("There are not that many in the reserve.")),
    # calls
    "not_addressed": (N_("The notice does not address {unit}."), N_("The notice does not address this unit.")),
    "bad_notice": (N_("A notice needs words, an issuer and at least one unit that it goes to."),),
    "bad_note": (N_("A note needs words, and a unit or a place that it is about."),),
    # squad
    "gear_not_ready": (
        N_("Into a sealed area only with gear: say on the request that it is ready, or give a reason."),
    ),
    "split_up": (N_("This squad was split up into {parts}."), N_("This squad was split up.")),
    "split_meanwhile": (N_("{by} split this squad up meanwhile."), N_("Somebody split this squad up meanwhile.")),
    "not_live": (N_("This squad is {status}: it takes no change."), N_("This squad has ended: it takes no change.")),
    "bad_parts": (N_("A squad is split into two parts or more, with somebody in each."),),
    "parts_do_not_sum": (
        N_("The parts have {parts} heads ({parts_present} present), the squad has {strength} ({present} present)."),
        N_("The parts do not sum to the whole."),
    ),
    # the replay's clock
    "no_replay": (N_("This is not a replay: its clock cannot be set."),),
    "bad_rate": (N_("The speed must lie above 0 and at most at {most}."), N_("This speed is not possible.")),
    "scenario": (N_("The scenario cannot be read: {detail}."), N_("The scenario cannot be read.")),
    "demo_folder": (N_("The demo cannot use {folder}: {why}."), N_("The demo cannot use this folder.")),
    "demo_child_failed": (N_("The demo cannot run: {why}."), N_("The demo cannot run.")),
    "unsound_op": (
        N_("This edit cannot be kept: {detail}."),
        N_("This edit cannot be kept: a text or number is too long."),
    ),
    "bad_time": (N_("The time in “{field}” lies too far away, or has no time zone."), N_("There is no such time.")),
    # an edit that never came to be judged
    "blocked": (N_("An earlier edit that this one builds on failed."),),
    "parked": (N_("The centre could not decide this edit and has set it aside; its operator was told."),),
    # rights
    "forbidden_scope": (N_("This lies outside what you may see or change."),),
    "forbidden_role": (N_("Your role does not allow this here."),),
    "forbidden_roster": (N_("Names and phones need a grant with the roster."),),
    # undo and resolve
    "nothing_to_undo": (N_("There is nothing to undo: the edit was not applied."),),
    "no_way_back": (N_("This cannot be undone with a key: make the opposite change."),),
    **TO_UNDO,
    **OF_FIGURES,
    **ON_THE_GROUND,
    "nothing_to_resolve": (N_("There is nothing to choose here any more."),),
    # typed at the command line
    "bad_day": (N_("“{text}” is not a day; write 2022-11-20."),),
    "no_change": (N_("Zero heads change nothing."),),
}

SENTENCES: Final[Mapping[str, tuple[str, ...]]] = {**OF_RULES, **OF_SYNC}

HELD_BY: Final = {
    "heads": N_("people are confirmed or present"),
    "parts": N_("it has parts, or is one"),
    "quotas": N_("quotas of it are still in force"),
    "squads": N_("squads were sent to it"),
    "signups": N_("people have signed up for it"),
}
"""What stands on a record that is not deleted."""

OF_STATUS: Final[dict[Status, str]] = {
    "applied": N_("Applied."),
    "noop": N_("It was already so."),
    "conflict": N_("Somebody changed this meanwhile."),
    "rejected": N_("The rules do not allow this."),
    "blocked": N_("An earlier edit that this one builds on failed."),
    "parked": N_("The centre could not decide this edit and has set it aside; its operator was told."),
    "void": N_("Taken back before it was sent."),
    "unknown": N_("What became of this edit was lost when the centre was restored: check the record."),
}


def sentence(code: str, facts: Mapping[str, Any] | None = None, now: Mapping[str, Any] | None = None) -> str:
    """What the code means, with its facts; `now` are the values that stand at the centre."""
    words = _fillings(facts or {}, now or {})
    for way in SENTENCES.get(code, ()):
        if placeholders(_(way)) <= words.keys():
            return _with_keys(_(way)).format(**words)
    return _("Something is wrong that this version has no words for ({code}).").format(code=clean(code)[:LONGEST])


def _with_keys(text: str) -> str:
    """With the key in use where the sentence names an action; few do, and no command loads the keys for the others."""
    if "<" not in text:
        return text
    from tui.keymap import keyed

    return keyed(text)


def sentence_of(error: PostError) -> str:
    """What an error tells a person."""
    return sentence(error.code, error.facts)


def sentence_of_result(status: Status, info: Info | None) -> str:
    """How an edit ended, and why."""
    if info is None or not info.code:
        return _(OF_STATUS[status])
    who = {name: value for name, value in (("by", info.by), ("at", info.at)) if value}
    return sentence(info.code, {**who, **info.facts}, info.now)


def placeholders(way: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(way) if name}


def _fillings(facts: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, str]:
    given = {**now, **facts}
    if "passed" in facts:
        given["passed"] = passed_text(facts["passed"], facts)
    if "min" in now and "max" in now:
        given["heads"] = _heads(now["min"], now["max"])
    return {name: shown for name, value in given.items() if (shown := _shown(name, value))}


def _heads(least: Any, most: Any) -> str:
    if isinstance(least, int) and isinstance(most, int | None):
        return heads_text(least, most)
    return ""


def _shown(name: str, value: Any) -> str:
    """The fact as a person reads it; "" where there is nothing to read."""
    if isinstance(value, list | tuple):
        return clean(", ".join(_shown(name, part) for part in value))
    if isinstance(value, datetime):
        return long_text(value, "Asia/Shanghai")
    if name == "max" and value is None:
        return _("open")
    if value is None:
        return ""
    if name == "tallies" and isinstance(value, dict):
        return ", ".join(f"{term(SIGN_UP, str(tally))[:LONGEST]} {heads}" for tally, heads in list(value.items())[:7])
    word = str(value)
    if name in ("status", "came_from", "to", "legal", "role"):
        return state(word)[:LONGEST]
    if name in ("tally", "to_tally", "legal_tallies"):
        return term(SIGN_UP, word)[:LONGEST]
    if name == "held_by":
        return _(HELD_BY[word]) if word in HELD_BY else clean(word)[:LONGEST]
    if name == "wanted":
        return _(word)
    if name == "field" and word in FIELD:
        return term(FIELD, word)
    if name in ("why", "detail"):
        word = word.rstrip(".。")
    return clean(word) if name in ("path", "file", "folder", "where", "why") else clean(word)[:LONGEST]
