"""What a person reads where figures cannot be asked for as it was meant.

1. Each says what is wrong with the period, the moment or the file, and how it would be right.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_

OF_FIGURES: Final[dict[str, tuple[str, ...]]] = {
    "period_backwards": (
        N_("The period ends ({until}) before it begins ({since}): say --from first and --to last."),
        N_("The period ends before it begins."),
    ),
    "period_to_come": (
        N_("The period begins on {since}, which has not come yet."),
        N_("The period has not begun yet."),
    ),
    "period_too_long": (N_("A period has at most {most} days."),),
    "moment_to_come": (N_("{at} has not come yet: there is nothing to show as of then."),),
    "file_needed": (N_("A report as {format} goes into a file: say which with -o FILE."),),
}
