"""Every file, target and command that a document names exists."""

import re
from pathlib import Path

import click
import pytest

from tests.docs.commands import COMMENT, ROOT, blocks, shell_commands
from tui.cli import postcmd

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?:postcmd|sync|widgets|tui|central|tests|bench|docs|dev)(?:/[\w.-]+)*/?(?<!\.sqlite)")
BOTH_READMES = (ROOT / "README.md", ROOT / "README.zh.md")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(document: Path) -> str:
    return COMMENT.sub("", document.read_text())


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = [target for target in LINK.findall(text_of(document)) if "://" not in target]
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_file_it_names_exists(document: Path) -> None:
    found = [path for code in CODE.findall(text_of(document)) if (path := PATH.fullmatch(code))]
    assert [path[0] for path in found if not (ROOT / path[0]).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_make_target_it_names_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    asked = [words.split()[1] for words in CODE.findall(text_of(document)) if words.startswith("make ")]
    asked += [line.split()[1] for line in shell_commands(document) if line.startswith("make ")]
    assert set(asked) <= targets


def command_named(words: list[str]) -> bool:
    command: click.Command = postcmd
    for word in words:
        if isinstance(command, click.Group):
            if word not in command.commands:
                return False
            command = command.commands[word]
    return True


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_command_of_postcmd_it_names_exists(document: Path) -> None:
    said = [code for code in CODE.findall(text_of(document)) if re.match(r"postcmd [a-z]", code)]
    said += [line for line in shell_commands(document) if re.match(r"(\S*/)?postcmd [a-z]", line)]
    typed = [re.findall(r"^\S*postcmd((?: [a-z]+)+)", line)[0].split() for line in said]
    assert [words for words in typed if not command_named(words)] == []


@pytest.mark.parametrize("language", ["sh", "toml"])
def test_both_readmes_show_the_same_commands_and_settings(language: str) -> None:
    english, chinese = (blocks(readme, language) for readme in BOTH_READMES)
    assert english == chinese


def test_both_readmes_have_the_same_parts_and_links() -> None:
    english, chinese = (text_of(readme) for readme in BOTH_READMES)
    assert english.count("\n## ") == chinese.count("\n## ")
    others = {"README.md", "README.zh.md"}
    # Each shows the pictures of its own language.
    shown = [{link.replace(".zh.", ".") for link in set(LINK.findall(text)) - others} for text in (english, chinese)]
    assert shown[0] == shown[1]
    assert english.count("\n| ") == chinese.count("\n| ")


def test_every_command_of_postcmd_is_in_the_guide() -> None:
    guide = (ROOT / "docs" / "headless.md").read_text()
    missing = [name for name in postcmd.commands if f"`{name}`" not in guide and f"postcmd {name}" not in guide]
    assert missing == []
