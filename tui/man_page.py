"""The man page, out of the command tree: every command with its options, in the language in use.

1. It says what the help texts say, and nothing that could differ from them.
2. A text is never read as a request of roff, whatever it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

import click

from postcmd.words import N_, _
from tui.config import NAMES, Name

ABOUT_NAMES: Final[dict[Name, str]] = {
    "bell": N_("on, quiet: only what is urgent rings, or off"),
    "keymap": N_("the keys of the board: default or vim"),
}
"""What a setting says that is no option."""
FILES: Final = (
    ("~/.config/postcmd/config.toml", N_("the settings; postcmd config show says who said what")),
    ("~/.config/postcmd/templates/", N_("your own words for orders, chases and cancellations")),
    ("~/.local/state/postcmd/", N_("edits on their way, the cache, what the board said; for nobody else to read")),
)
CODES: Final = (
    ("0", N_("done, or printed (perhaps from the cache)")),
    ("1", N_("refused: the rules say no, nothing was changed")),
    ("2", N_("usage or configuration: what was typed or set cannot be meant")),
    ("3", N_("the centre cannot be reached; an edit is kept and sent later")),
    ("4", N_("sign in first; an edit is kept")),
    ("5", N_("needs attention: both values wait in the outbox, or a file cannot be read")),
    ("70", N_("a fault of postcmd; what happened is in fault.log")),
    ("130, 143", N_("interrupted, terminated")),
)


_BREAKS: Final = re.compile("[，。；：、？！）]")


def man_page(root: click.Command, version: str) -> str:
    """The whole page, section 1."""
    return "\n".join(_lines(root, version)) + "\n"


def _lines(root: click.Command, version: str) -> Iterator[str]:
    yield '.\\" Made by python -m dev.man from the commands; do not edit.'
    yield f'.TH POSTCMD 1 "" "postcmd {version}" "postcmd"'
    # Chinese has no spaces that could be stretched.
    yield ".ad l"
    yield _section(_("Name"))
    yield r"postcmd \- " + roff(_("the board of a command post, in a terminal"))
    yield _section(_("Synopsis"))
    yield ".B postcmd"
    yield roff(_("[OPTIONS] [COMMAND [ARGUMENTS]]"))
    yield _section(_("Description"))
    yield roff(_said(root.help))
    yield ".PP"
    yield roff(_("On the board ? lists every key, : finds an action by its name, q leaves."))
    yield _section(_("Options"))
    yield roff(_("They may come before the command; those of the post also after it."))
    yield from _options(root)
    yield _section(_("Commands"))
    everywhere: set[str | None] = {one.name for one in root.params}
    for path, command in _commands(root, "postcmd"):
        yield from _of_command(path, command, everywhere)
    yield _section(_("Environment"))
    for name in NAMES:
        yield from _item(f"POSTCMD_{name.upper()}", _said(about(root, name)))
    yield from _item("POSTCMD_TOKEN", _("the token itself, for programs"))
    yield _section(_("Files"))
    for path, words in FILES:
        yield from _item(path, _(words))
    yield _section(_("Exit status"))
    for code, words in CODES:
        yield from _item(code, _(words))


def about(root: click.Command, name: Name) -> str:
    """What a setting is for: the help of its option, or its own words."""
    of_option = (one.help for one in root.params if isinstance(one, click.Option) and one.name == name)
    return next(of_option, None) or ABOUT_NAMES.get(name, "")


def _commands(group: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, in the order of their names."""
    if not isinstance(group, click.Group):
        return
    for name in sorted(group.commands):
        command = group.commands[name]
        if not isinstance(command, click.Group):
            yield f"{path} {name}", command
        yield from _commands(command, f"{path} {name}")


def _of_command(path: str, command: click.Command, everywhere: set[str | None]) -> Iterator[str]:
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    yield f".SS {roff(' '.join([path, *(_metavar(command, one) for one in arguments)]))}"
    yield roff(_said(command.help))
    yield from _options(command, everywhere)


def _options(command: click.Command, known: Collection[str | None] = ()) -> Iterator[str]:
    for option in command.params:
        if isinstance(option, click.Option) and option.name not in known:
            value = "" if option.is_flag else f" {_metavar(command, option)}"
            yield from _item(", ".join(option.opts) + value, _said(option.help))


def _said(help: str | None) -> str:
    return _(help) if help else ""


def _metavar(command: click.Command, parameter: click.Parameter) -> str:
    return parameter.make_metavar(click.Context(command)).strip()


def _item(term: str, words: str) -> Iterator[str]:
    yield ".TP"
    yield f".B {roff(term)}"
    yield roff(words)


def _section(title: str) -> str:
    return f".SH {roff(title.upper())}"


def roff(text: str) -> str:
    """The text as roff shows it: no request, no escape, hyphens that can be copied, Chinese that can be broken."""
    shown = text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ")
    shown = _BREAKS.sub(r"\g<0>\\:", shown)
    return f"\\&{shown}" if shown.startswith((".", "'")) else shown
