"""The replay as a process of its own: `python -m tui.replay --url URL`, with its token in POSTCMD_TOKEN.

Without --url, address and token come as the first line of stdin, in JSON: so it can be started before the centre is up.

1. It writes one line to stdout, `ready`, when everything before the clock is with the centre; words go to stderr.
2. With --parent-pipe it ends when its stdin does: a demo that was killed leaves no replay behind. It keeps nothing of
   its own, so it may end at any moment.
3. Its exit code says how it ended: 0 played to its end, 1 refused, 4 no token that is good.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from postcmd.decoding import decode
from postcmd.errors import PostError, SignInNeeded
from postcmd.scenario.expand import expand
from sync.http import HttpCentre
from sync.ports import Secret
from tui.demo_replayer import Pace, Replayer


class Where(Struct, frozen=True):
    """A centre and a token for it."""

    url: str
    token: str


def main(argv: Sequence[str] | None = None) -> int:
    options = _options(argv)
    where = _from_pipe() if options.url is None else Where(options.url, os.environ.get("POSTCMD_TOKEN", ""))
    if options.parent_pipe:
        threading.Thread(target=_end_with_the_parent, daemon=True).start()
    try:
        asyncio.run(_replay(options, where))
    except PostError as error:
        _say(f"the replay ends: {error}")
        return 4 if isinstance(error, SignInNeeded) else 1
    except KeyboardInterrupt:
        return 130
    return 0


async def _replay(options: argparse.Namespace, where: Where) -> None:
    centre = HttpCentre(where.url, Secret(where.token))
    pace = Pace(options.rate, options.paused) if options.rate else None
    replayer = Replayer(centre, expand(options.scenario), until=options.until, pace=pace, on_ready=_ready, say=_say)
    try:
        await replayer.run()
    finally:
        await centre.close()


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tui.replay", description=__doc__)
    parser.add_argument("--url", default=None)
    parser.add_argument("--scenario", type=Path, default=None, help="a scenario file instead of the program's own")
    parser.add_argument("--until", type=datetime.fromisoformat, default=None, help="end after the steps up to here")
    parser.add_argument("--rate", type=float, default=None, help="scenario seconds a second, set when ready")
    parser.add_argument("--paused", action="store_true", help="with --rate: hold the clock")
    parser.add_argument("--parent-pipe", action="store_true", help="end when stdin does")
    return parser.parse_args(argv)


def _from_pipe() -> Where:
    line = sys.stdin.buffer.readline()
    if not line:
        sys.exit(0)
    return decode(line, Where)


def _end_with_the_parent() -> None:
    # Not through sys.stdin: a thread that waits in its buffer would crash the interpreter's own end.
    while os.read(0, 4096):
        pass
    os._exit(0)


def _ready() -> None:
    print("ready", flush=True)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
