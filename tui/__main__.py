"""The way in: `postcmd` alone opens the board at once, anything else goes to the command line.

1. Opening the board loads neither click nor anything of the network: its first frame waits for none of them.
2. A command without a screen loads no Textual.
3. Whatever happens ends in an exit code and at most one sentence on stderr.
4. What still hangs or works in a thread when the command is done neither delays its end nor crashes in it.
5. Who was told to go by a signal goes at once: to take the interpreter down takes longer than all the rest.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from postcmd.errors import PostError


COMPLETING = "_POSTCMD_COMPLETE"
"""A shell asks what could follow what is typed there, and nobody wants a board."""
SIGNALLED = 128
"""Exit codes from here on are those of a signal."""


def main() -> None:
    """What the `postcmd` command runs."""
    leave(run(sys.argv[1:]))


def leave(code: int) -> NoReturn:
    """End the process."""
    if threading.active_count() > 1 or code >= SIGNALLED:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        # A thread inside OpenSSL crashes when the interpreter is taken down around it.
        os._exit(code)
    sys.exit(code)


def run(argv: Sequence[str]) -> int:
    """Do what the command line says; its exit code."""
    from postcmd.errors import PostError

    try:
        return _command(argv) if argv or COMPLETING in os.environ else _board()
    except PostError as error:
        return _told(error)
    except KeyboardInterrupt:
        return 130
    # The traceback goes where `_failed` says.
    except Exception as fault:  # noqa: BLE001 - the last resort: a coordinator reads a sentence, no traceback
        return _failed(fault)


def _board() -> int:
    from tui import collector

    collector.hold()
    from tui.cli_board import open_board

    return open_board({})


def _command(argv: Sequence[str]) -> int:
    from tui.cli import command_line

    return command_line(argv)


def _told(error: PostError) -> int:
    from tui.cli_exit import exit_code
    from tui.cli_output import say
    from tui.sentences import sentence_of

    say(sentence_of(error))
    return exit_code(error)


def _failed(fault: Exception) -> int:
    from postcmd.words import _
    from tui.cli_exit import OUR_FAULT, write_down
    from tui.cli_output import say
    from tui.config import xdg_folder

    kept = write_down(fault, xdg_folder(os.environ, "XDG_STATE_HOME", ".local/state") / "postcmd")
    name = type(fault).__name__
    if kept is None:
        say(_("postcmd failed at this ({fault}), and the disk took no note of it.").format(fault=name))
    else:
        say(_("postcmd failed at this ({fault}); what happened is in {path}.").format(fault=name, path=kept))
    return OUR_FAULT


if __name__ == "__main__":
    main()
