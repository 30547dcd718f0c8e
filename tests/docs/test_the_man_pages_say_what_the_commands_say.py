"""The man pages come out of the command tree, in both languages."""

import shutil
import subprocess

import pytest

from dev.man import page_in, pages
from postcmd.words import LANGUAGES, Language, use
from tui.cli import postcmd
from tui.config import NAMES
from tui.man_page import about, roff


def test_the_pages_are_what_the_commands_say_now() -> None:
    stale = [path.as_posix() for path, page in pages().items() if path.read_text(encoding="utf-8") != page]
    use("en")
    assert stale == [], "python -m dev.man"


def test_every_setting_stands_in_them() -> None:
    assert [name for name in NAMES if not about(postcmd, name)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_man_itself_reads_them_without_a_word(language: Language) -> None:
    page = page_in(language)
    use("en")
    assert "quota transfer ID ID|UNIT N" in page
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("groff is not installed here")  # no pip package brings it; what the page says is held above
    ran = subprocess.run(
        [groff, "-man", "-Tutf8", "-ww", "-Kutf8"], input=page.encode(), capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr.decode()) == (0, "")


def test_a_text_is_never_a_request() -> None:
    assert roff(".TH \\n - x") == "\\&.TH \\en \\- x"
    assert roff("'quoted'") == "\\&'quoted'"
