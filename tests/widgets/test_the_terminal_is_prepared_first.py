"""Textual reads its environment once, at import: what it must find there is set before."""

import subprocess
import sys

ASK = """
import sys
import widgets.terminal
assert "textual" not in sys.modules
widgets.terminal.prepare_terminal()
from textual import constants
print(constants.DISABLE_KITTY_KEY, constants.SMOOTH_SCROLL, constants.TEXTUAL_ANIMATIONS)
"""

TOO_LATE = """
import textual
import widgets.terminal
try:
    widgets.terminal.prepare_terminal()
except widgets.terminal.TooLate as error:
    print(error)
"""


def said(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_kitty_keys_smooth_scrolling_and_animations_are_off() -> None:
    assert said(ASK) == "True False none"


def test_preparing_too_late_is_a_mistake_and_says_so() -> None:
    assert said(TOO_LATE) == "prepare_terminal() must come before textual is imported"


NO_PALETTE = """
import widgets.terminal
widgets.terminal.prepare_terminal()
import sys
import textual.app, textual.theme, textual.system_commands, textual.screen, textual.widgets
from textual.widgets import Input
class Board(textual.app.App):
    ENABLE_COMMAND_PALETTE = False
Board()
print([name for name in sys.modules if name in ("textual.widgets._tree", "textual.widgets._select")])
"""


def test_the_palette_of_textual_and_what_it_brings_along_is_not_imported() -> None:
    assert said(NO_PALETTE) == "[]"
