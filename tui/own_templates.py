"""The templates of orders, chases and cancellations: the operator's own where there is one, else the program's.

1. A wrong one is said with its file and line, and nothing is made of it.
"""

from __future__ import annotations

import os
from pathlib import Path

from postcmd import templating
from postcmd.errors import BadConfig
from postcmd.templating import LONGEST, Sort, Template, Tongue
from postcmd.words import lang


def tongue() -> Tongue:
    """The language of the text: that of the screen."""
    return "zh" if lang() == "zh_CN" else "en"


def templates_folder() -> Path:
    """Where the operator's own templates lie."""
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "postcmd" / "templates"


def template(sort: Sort, spoken: Tongue, folder: Path | None = None) -> Template:
    """The operator's own, else the program's. BadConfig where the own one cannot be used."""
    path = (folder or templates_folder()) / templating.name(sort, spoken)
    try:
        with path.open(encoding="utf-8-sig") as own:
            text = own.read(LONGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return templating.default(sort, spoken)
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadConfig("template_unreadable", file=str(path), why=_why(wrong)) from wrong
    return templating.read(text, sort, str(path))


def _why(wrong: OSError | UnicodeDecodeError) -> str:
    return (wrong.strerror or "") if isinstance(wrong, OSError) else "UTF-8"
