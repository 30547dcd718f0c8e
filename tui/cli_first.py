"""The way from nothing set up to a board: what is known already, and the questions about the rest.

1. What the configuration or an earlier run says is not asked again, but stands there to be corrected.
2. Whoever leaves has not lost what was answered.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from postcmd.words import _, use
from tui import first_steps
from tui.cli_output import say
from tui.config import Config
from tui.first_steps import Answers

if TYPE_CHECKING:
    from sync.ports import Secret


def set_up(config: Config) -> tuple[int, Secret | None]:
    """Ask what is missing: the exit code, and the token, which need not be looked for again in this session."""
    from tui.first_run import first_run

    code, token = first_run(known(config), theme=config.theme_on(os.environ), ascii=config.ascii)
    if code == 2:
        say(_("Nothing is set up yet. postcmd goes on where you left; postcmd login does it without questions."))
    return code, token


def known(config: Config) -> Answers:
    """What need not be asked: what was said by whom it counts, else what an earlier run left."""
    answers = first_steps.read()
    if answers.lang:
        use(answers.lang)
    said = {"url": config.url, "account": config.account, "lang": use(config.lang) if config.lang else None}
    return msgspec.structs.replace(answers, **{name: value for name, value in said.items() if value})
