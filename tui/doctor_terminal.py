"""The doctor at the terminal: its kind, size, colours, language, what stands between, and how wide it draws.

1. The terminal itself is asked only where there is one, for at most PATIENCE seconds, and is left as it was.
2. Nothing is guessed: where the terminal does not answer, that is said.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import termios
import tty
from collections.abc import Iterator, Mapping
from typing import Final

from postcmd.words import N_, _
from tui.cli_exit import USAGE
from tui.colours import MANY_COLOURS, WITHOUT_COLOUR
from tui.doctor_words import Finding, advice

ROOMY: Final = (80, 24)
PATIENCE: Final = 0.5
AMBIGUOUS: Final = "●"
WIDE: Final = "汉"
WHERE_IS_THE_CURSOR: Final = b"\x1b[6n"
_ANSWER: Final = re.compile(rb"\x1b\[\d+;(\d+)R")


def look_at_terminal(env: Mapping[str, str], is_terminal: bool, size: tuple[int, int]) -> Finding:
    what, term, columns, lines = N_("terminal"), env.get("TERM", ""), *size
    if not is_terminal:
        return Finding(what, _("none here; the commands without a screen work all the same"))
    if term in ("", "dumb"):
        words = _("TERM says “{term}”: set it to what yours is, as in TERM=xterm-256color")
        return Finding(what, words.format(term=term), USAGE)
    if columns < ROOMY[0] or lines < ROOMY[1]:
        words = _("{columns}x{lines} is small: the board wants 80x24")
        return Finding(what, words.format(columns=columns, lines=lines), USAGE)
    return Finding(what, f"{term}, {columns}x{lines}")


def look_at_locale(env: Mapping[str, str], is_terminal: bool, encoding: str) -> Finding:
    """Whether Chinese can be written at all."""
    what = N_("locale")
    said = next((f"{name}={env[name]}" for name in ("LC_ALL", "LC_CTYPE", "LANG") if env.get(name)), "LANG=")
    if encoding.lower().replace("-", "") == "utf8":
        return Finding(what, f"{said}, UTF-8")
    words = _("the locale is not UTF-8 but {encoding}: set LANG=C.UTF-8").format(encoding=encoding)
    return Finding(what, words, USAGE) if is_terminal else advice(what, words)


def look_at_colours(env: Mapping[str, str]) -> Finding:
    what, term = N_("colours"), env.get("TERM", "")
    if env.get("NO_COLOR"):
        return Finding(what, _("none: NO_COLOR is set"))
    if env.get("COLORTERM") in ("truecolor", "24bit"):
        return Finding(what, _("16 million"))
    if any(word in term for word in MANY_COLOURS):
        return Finding(what, "256")
    if term in WITHOUT_COLOUR:
        return Finding(what, _("none; states stand there in words"))
    words = _("16: where the terminal draws more, set TERM={term}-256color")
    return advice(what, words.format(term="screen" if term.startswith(("screen", "tmux")) else "xterm"))


def look_between(env: Mapping[str, str]) -> Iterator[Finding]:
    """A multiplexer may swallow what `y` sends to the clipboard."""
    if env.get("TMUX"):
        what = "tmux"
        if _clipboard_of_tmux() == "off":
            yield advice(what, _("it keeps what y copies to itself: set -g set-clipboard on in ~/.tmux.conf"))
        elif not env.get("TERM", "").startswith(("tmux", "screen")):
            yield advice(what, _("TERM must be tmux-256color in it: set -g default-terminal tmux-256color"))
        else:
            yield Finding(what, _("the clipboard gets through"))
    elif env.get("STY"):
        yield advice("screen", _("it swallows what y copies; the text is kept in a file as well, and that is said"))


def _clipboard_of_tmux() -> str:
    """`on`, `external`, `off`, or nothing where it does not say."""
    tmux = shutil.which("tmux")
    if tmux is None:
        return ""
    asked = [tmux, "show-options", "-gqv", "set-clipboard"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, timeout=1, check=False).stdout.strip()  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""


# How wide it draws


def look_at_widths(is_ascii: bool) -> Finding:
    """Asked of the terminal itself: it draws a character, and says where the cursor stands then."""
    what = N_("widths")
    narrow, wide = asked_width(AMBIGUOUS), asked_width(WIDE)
    if narrow is None or wide is None:
        return Finding(what, _("the terminal does not say how wide it draws"))
    if wide != 2:
        words = _("Chinese takes {n} cells here instead of 2: choose another font or terminal")
        return Finding(what, words.format(n=wide), USAGE)
    if narrow != 1 and not is_ascii:
        text = _(
            "● takes {n} cells here and lines would shift: start with --ascii, or say ascii = true in the settings"
        )
        return advice(what, text.format(n=narrow))
    return Finding(what, _("● takes {n}, Chinese 2 cells").format(n=narrow))


def asked_width(text: str) -> int | None:
    """How many cells this very terminal moves on for it; None where it does not say."""
    try:
        fd = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        before = termios.tcgetattr(fd)
        try:
            # Otherwise the answer would stand on the screen, and wait for Enter.
            tty.setcbreak(fd)
            os.write(fd, b"\r" + text.encode() + WHERE_IS_THE_CURSOR)
            return _column(_answer_on(fd))
        finally:
            os.write(fd, b"\r\x1b[K")
            termios.tcsetattr(fd, termios.TCSANOW, before)
    except (OSError, termios.error):
        return None
    finally:
        os.close(fd)


def _answer_on(fd: int) -> bytes:
    answer = b""
    while select.select([fd], [], [], PATIENCE)[0] and len(answer) < 100:
        some = os.read(fd, 100)
        answer += some
        if not some or b"R" in some:
            break
    return answer


def _column(answer: bytes) -> int | None:
    found = _ANSWER.search(answer)
    return int(found[1]) - 1 if found else None
