"""What libraries bring along and no post needs.

1. It is called before the library is imported for the first time; later it changes nothing.
"""

from __future__ import annotations

import sys
from types import ModuleType


def leave_out_the_command_line_of_httpx() -> None:
    """httpx imports a command of its own, and with it all of click and pygments: 3 MB on every board."""
    command = ModuleType("httpx._main")
    command.__dict__["main"] = lambda: None
    sys.modules.setdefault("httpx._main", command)
