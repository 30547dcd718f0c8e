"""What is said of edits on the ground that were not taken: posts, duties, squads, work, the watch.

1. Every sentence says what stands against it, and where it can be helped, how.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_

ON_THE_GROUND: Final[dict[str, tuple[str, ...]]] = {
    "over_limit": (
        N_("This passes a limit ({passed}): give a reason, or plan it otherwise."),
        N_("This passes a limit on hours, rest or days, or plans people twice: give a reason, or plan it otherwise."),
    ),
    "hard_limit": (
        N_("This passes a limit that an administrator made hard ({passed}): no reason lets it pass."),
        N_("This passes a limit that an administrator made hard: no reason lets it pass."),
    ),
    "post_closed": (N_("The post is not open on that day."),),
    "bad_times": (N_("The times do not fit: it ends before it begins, or lasts too long."),),
    "bad_time_of_day": (N_("“{time}” is not a time of day: write it as 08:30."),),
    "bad_shift": (N_("Every shift needs a name of its own."),),
    "nobody_to_relieve": (N_("Nobody of that duty stands there (any more): there is nobody to relieve."),),
    "not_on_hand": (N_("{id} is not on hand for that: “postcmd relief” says who is, and why others are not."),),
    "not_a_shift": (N_("“{text}” is not a shift: write it as “night 20:00-08:00 2-3 +1”."),),
    "not_times": (N_("“{text}” is not the time of a duty: write it as 20:00-08:00 6."),),
    "not_a_span": (N_("“{text}” is not a length of time: write it as 12, 1:30 or 90m."),),
    "not_a_part": (N_("“{text}” is not a part of a squad: write it as 18@PLACE=NAME."),),
    "not_split": (N_("This squad is in one piece, and no part of another."),),
    "bad_limit": (N_("Say of which task, risk or post the limit is, or make it the default."),),
    "not_here": (N_("Only {here} are there."),),
    "other_post": (N_("A relief is for the same post."),),
    "other_unit": (N_("That squad belongs to another unit."),),
    "relieved": (N_("They have been relieved already."),),
    "checked_in_elsewhere": (N_("They are checked in elsewhere: give a reason, and they have left there."),),
    "not_all_parts": (N_("All the parts together make the whole again: one is missing."),),
    "in_two_squads": (N_("Somebody named here is in another squad already."),),
    "more_names_than_heads": (N_("There are more names than heads: {strength}."),),
    "rolled_meanwhile": (N_("A later roll call has been entered meanwhile: it stands."),),
    "not_so_many_lost": (N_("Only {lost} are still lost."),),
    "not_counted": (N_("This task is not counted: enter how many were served."),),
    "superseded": (N_("This count was corrected already: correct the new one."),),
    "other_work": (N_("A correction is for the same unit and task."),),
    "own_work": (N_("A count is verified by somebody other than whoever reported it."),),
    "bad_hand_over": (N_("A hand-over is of one unit or one place, and says something."),),
    "own_hand_over": (N_("The next watch accepts it, not the one that gave it."),),
    "taken_over": (N_("Another watch has accepted it already."),),
}
