"""Every benchmark, one after the other, as one report: `python -m bench.run [NAME…]`.

`link` names those of the terminal and its link together: `make bench ARGS=link`.
"""

from __future__ import annotations

import importlib
import sys
from itertools import chain
from typing import Final

from bench.figures import Figure, table

ALL: Final = (
    "start",
    "memory",
    "edit",
    "wire",
    "feed",
    "paint",
    "snapshot",
    "durable",
    "seen",
    "push",
    "sync",
    "district",
    "month",
    "import_rows",
    "figures_city",
)
GROUPS: Final = {"link": ("edit", "wire", "feed", "start", "memory")}


def main(names: list[str]) -> int:
    """1 where a demand was missed."""
    every: list[Figure] = []
    for name in chain.from_iterable(GROUPS.get(one, (one,)) for one in names or ALL):
        print(f"… bench.{name}", file=sys.stderr, flush=True)
        found: list[Figure] = importlib.import_module(f"bench.{name}").figures()
        print(table(found), flush=True)
        every += found
    missed = [figure for figure in every if figure.is_met is False]
    demanded = sum(figure.is_met is not None for figure in every)
    print(f"{demanded - len(missed)} of {demanded} demands met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
