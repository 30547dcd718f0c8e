"""The man pages: share/man, made from the command tree in every language; the wheel carries them.

`python -m dev.man` writes them; `--check` only looks. A test holds the pages against the commands.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Final

from postcmd.words import LANGUAGES, Language, use
from tui.cli import postcmd
from tui.man_page import man_page

ROOT: Final = Path(__file__).resolve().parent.parent
MAN: Final = ROOT / "share" / "man"


def path_of(language: Language) -> Path:
    """Where man looks for it: the English one stands for all languages that have none."""
    folder = MAN if language == "en" else MAN / language
    return folder / "man1" / "postcmd.1"


def page_in(language: Language) -> str:
    use(language)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    return man_page(postcmd, version)


def pages() -> dict[Path, str]:
    """Every page, where it belongs."""
    return {path_of(language): page_in(language) for language in LANGUAGES}


def main() -> int:
    stale = [path for path, page in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != page]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what the commands say: python -m dev.man", file=sys.stderr)
        return 1 if stale else 0
    write()
    return 0


def write() -> None:
    for path, page in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
