"""Why an edit has no way back, and what to do instead.

1. Every sentence names what can be done in its place.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_

TO_UNDO: Final[dict[str, tuple[str, ...]]] = {
    "changed_since": (
        N_("{by} changed this since: nothing was undone, look at it first."),
        N_("Somebody changed this since: nothing was undone, look at it first."),
    ),
    "answer_stays": (N_("What a unit answered stands: issue the quota again, or change its number."),),
    "reserve_was_called": (
        N_("Whoever was called has been told to come: move back who need not, in the list of sign-ups."),
    ),
    "name_stays": (N_("A name given to somebody counted stays: withdraw the person in the list of sign-ups."),),
    "no_move_back": (
        N_("Nobody becomes “{tally}” again: move them on in the list of sign-ups."),
        N_("There is no way back to this: move them on in the list of sign-ups."),
    ),
    "never_declared": (N_("Nothing was declared before: declare the right number, 0 where nobody can go."),),
    "notice_is_out": (N_("The notice is out: issue another one that calls it off."),),
    "receipt_stays": (N_("A receipt only goes on: enter what the unit says now."),),
    "note_stays": (N_("A note stays in the book: write another one that puts it right."),),
    "reminder_settled": (N_("This reminder is dealt with: write a new note to be reminded again."),),
    "reminder_new": (N_("The note had no reminder before: mark this one as dealt with."),),
    "squads_are_one": (N_("The squads are one now: split it up into those that are wanted."),),
    "roll_call_stays": (N_("A roll call stays: hold it again, and enter who answers then."),),
    "post_stays": (N_("A post stays: close it with its last day."),),
    "duty_stays": (N_("A plan stays on record: withdraw it on its post, with <duties.withdraw> on its duty."),),
    "came_from_elsewhere": (N_("They left another post by this: check them out here, and in there again."),),
    "relief_stays": (N_("The relief is on record: plan a new duty for those who are still there."),),
    "sent_on": (N_("They were sent on: send them back from where they are now."),),
    "placement_stays": (N_("This service stays: end it with its last day."),),
    "work_stays": (N_("A count of work stays: enter the right one as its correction."),),
    "loss_stays": (N_("A loss stays on record: release them back to their squad."),),
    "release_stays": (N_("Those released stay released: enter the loss again."),),
    "frozen_for_good": (N_("A frozen day stays as it was frozen: freeze it again, as its next version."),),
    "hand_over_stays": (N_("What was handed over stays as it was written: write another one."),),
    "watch_is_yours": (N_("The watch was taken over: hand it over again."),),
}
