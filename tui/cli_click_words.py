"""The words of click itself, so that a usage error and a help page are in one language throughout.

1. click looks its sentences up with Python's own gettext: it is pointed at our catalogue, under the language in use.
2. What is listed here is what our commands can make click say; the catalogues are made from the list.
"""

from __future__ import annotations

import gettext
import os

from postcmd.words import LOCALE, N_, lang, ngettext

SAID_BY_CLICK = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing command."),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("Invalid value for {param_hint}: {message}"),
    N_("{value!r} is not a valid {number_type}."),
    N_("Choose from:\n\t{choices}"),
)


def counted_by_click(n: int) -> tuple[str, ...]:
    return (
        ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", n),
        ngettext("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", n),
        ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", n),
    )


def speak_the_same_language() -> None:
    """Let click speak the language in use."""
    os.environ["LANGUAGE"] = lang()
    gettext.bindtextdomain("postcmd", str(LOCALE))
    gettext.textdomain("postcmd")
