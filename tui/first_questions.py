"""The questions of the first run, in their order, and what becomes of each answer.

1. Language, address, sign-in, the token's place (and a passphrase where one is needed), the test of the link.
2. What a place means for a token is said beside it before it is chosen.
3. A password stands in no field longer than it takes to be read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec
from textual.containers import Horizontal
from textual.widget import Widget

from postcmd.decoding import convert
from postcmd.errors import BadConfig
from postcmd.words import LANGUAGES, N_, _, lang, use
from sync.ports import Secret
from tui import first_steps
from tui.cli_post import Post
from tui.doctor_words import Finding, State
from tui.first_steps import Answers
from tui.token_places import LONGEST_PASSPHRASE, Place, keyring_now
from widgets.choice import ChoiceList, Option
from widgets.entry import Entry
from widgets.paragraph import Said
from widgets.rows import Tone
from widgets.status import Part, StatusLine
from widgets.text import cells

if TYPE_CHECKING:
    from tui.first_run import FirstScreen
    from tui.token_places import Keyring

LANGUAGE_NAMES: Final = {"zh_CN": "中文", "en": "English"}
TONES: Final[dict[State, Tone]] = {"ok": "good", "advice": "warn", "fault": "bad"}


@dataclass
class Asked:
    """A question as it stands on the screen; `take` gets what was entered, field by field."""

    title: str
    take: Callable[[list[str]], Awaitable[None]]
    explained: Sequence[str] = ()
    widgets: Sequence[Widget] = ()
    begin: Callable[[], object] = lambda: None

    @property
    def first(self) -> Widget | None:
        """What takes the keys: the first field that is empty, else the last."""
        entries = [each for widget in self.widgets for each in (widget, *widget.query("*")) if each.can_focus]
        empty = [one for one in entries if isinstance(one, Entry) and not one.value]
        return next(iter([*empty, *entries[-1:]]), None)


@dataclass(frozen=True)
class Question:
    """One of them: its name, what stands before its answer, how it is made, and whether it is still open."""

    name: str
    label: str
    make: Callable[[FirstScreen], Asked]
    answer: Callable[[Answers], str]
    is_open: Callable[[Answers], bool]


def _entry(label: str, value: str = "", *, placeholder: str = "", hidden: bool = False, width: int = 0) -> Horizontal:
    said = StatusLine()
    said.show([Part(label)])
    said.styles.width = max(width, cells(label)) + 2
    entry = Entry(value, placeholder=placeholder)
    entry.password = hidden
    return Horizontal(said, entry)


# The language


def _language(screen: FirstScreen) -> Asked:
    async def take(said: list[str]) -> None:
        use(said[0])
        await screen.answered(msgspec.structs.replace(screen.answers, lang=said[0]))

    choices = [Option(one, LANGUAGE_NAMES[one]) for one in ("zh_CN", "en") if one in LANGUAGES]
    return Asked("语言 / Language", take, widgets=[ChoiceList(choices, value=screen.answers.lang or lang())])


# The centre


def _address(screen: FirstScreen) -> Asked:
    async def take(said: list[str]) -> None:
        waiting = _("Asking {url} …").format(url=said[0].strip())
        screen.aside(waiting, partial(first_steps.reached, said[0]), then)

    async def then(found: tuple[str, float]) -> None:
        url, seconds = found
        await screen.answered(
            msgspec.structs.replace(screen.answers, url=url), _("answers in {n} ms").format(n=round(seconds * 1000))
        )

    explained = (
        _("Whoever runs the centre tells it; it begins with https://."),
        _("Nothing is sent over plain http, except to this very machine."),
    )
    value = _entry(_("Address"), screen.answers.url, placeholder="https://centre.example.org")
    return Asked(_("Where is the centre?"), take, explained, [value])


# The sign-in


def _sign_in(screen: FirstScreen) -> Asked:
    width = max(cells(_("Account")), cells(_("Password")))
    account = _entry(_("Account"), screen.answers.account, width=width)
    password = _entry(_("Password"), hidden=True, width=width)

    async def take(said: list[str]) -> None:
        password.query_one(Entry).value = ""
        name = said[0].strip()
        call = partial(first_steps.signed_in, screen.answers.url, name, Secret(said[1]))
        screen.aside(_("Signing in …"), call, partial(then, name))

    async def then(name: str, token: Secret) -> None:
        screen.place = None
        screen.took_token(token)
        await screen.answered(msgspec.structs.replace(screen.answers, account=name))

    explained = (
        _("The password goes to the centre once and is kept nowhere; a token that can be taken back takes its place."),
    )
    return Asked(_("Who are you there?"), take, explained, [account, password])


# Where the token goes


def _token(screen: FirstScreen) -> Asked:
    choices = ChoiceList(_places("none"), value="vault")

    def begin() -> None:
        screen.aside(_("Asking the keyring …"), keyring_now, offered)

    def offered(keyring: Keyring) -> None:
        choices.offer(_places(keyring), "keyring" if keyring == "there" else "vault")
        why = {
            "there": "",
            "none": _("There is no keyring on this host that keeps a token."),
            "silent": _("The keyring has not answered for 3 seconds: it is left out. Unlock it, and r asks it again."),
        }[keyring]
        screen.say(*([Said(why, "warn" if keyring == "silent" else "dim")] if why else []))

    async def take(said: list[str]) -> None:
        place = convert(said[0], Place)
        if place == "vault":
            await screen.ask_within(_passphrase(screen))
        else:
            _keep(screen, place, None)

    return Asked(
        _("Where does the token go?"), take, (_("Whoever has it can act as you at the centre."),), [choices], begin
    )


def _places(keyring: Keyring) -> list[Option]:
    ring = [Option("keyring", _("Keyring"), _("of this desktop; nothing to type later"))]
    return [
        *(ring if keyring == "there" else []),
        Option("vault", _("Encrypted file"), _("under a passphrase, asked for at every start")),
        Option("file", _("Plain file"), _("you and root can read it; nothing to type later")),
        Option("session", _("Nowhere"), _("for this session only; the next start asks again")),
    ]


def _keep(screen: FirstScreen, place: Place, passphrase: Secret | None) -> None:
    answers, token = screen.answers, screen.token or Secret("")
    post = Post(answers.url, answers.account, first_steps.token_file() if place == "file" else None)
    call = partial(first_steps.kept, post, token, place, screen.place, passphrase)
    screen.aside(_("Keeping the token …"), call, partial(_kept, screen, place))


async def _kept(screen: FirstScreen, place: Place, sentence: str) -> None:
    screen.place = place
    await screen.answered(screen.answers, sentence)


# The passphrase


def _passphrase(screen: FirstScreen) -> Asked:
    width = max(cells(_("Passphrase")), cells(_("Again")))
    entries = [_entry(_("Passphrase"), hidden=True, width=width), _entry(_("Again"), hidden=True, width=width)]

    async def take(said: list[str]) -> None:
        for entry in entries:
            entry.query_one(Entry).value = ""
        entries[0].query_one(Entry).focus()
        if said[0] != said[1]:
            raise BadConfig("passphrases_differ")
        if not said[0]:
            raise BadConfig("no_passphrase", most=LONGEST_PASSPHRASE)
        _keep(screen, "vault", Secret(said[0]))

    explained = (_("Nobody can give it back: without it you sign in again with the password."),)
    return Asked(_("Under which passphrase?"), take, explained, entries)


# The test of the link


def _test(screen: FirstScreen) -> Asked:
    answers, token = screen.answers, screen.token or Secret("")
    post = Post(answers.url, answers.account)

    def begin() -> None:
        screen.aside(_("Asking the centre …"), partial(first_steps.tested, post, token), tested)

    def tested(found: Sequence[Finding]) -> None:
        screen.say(*(Said(one.words, TONES[one.state], _(one.what)) for one in found))

    async def take(said: list[str]) -> None:
        place = screen.place or "session"
        screen.aside(
            _("Opening the board …"), partial(first_steps.finish, answers, place), lambda done: screen.app.exit(0)
        )

    explained = (_("Everything is set up. Enter opens the board; ? lists its keys."),)
    return Asked(_("The link"), take, explained, [], begin)


QUESTIONS: Final = (
    Question("language", N_("Language"), _language, lambda said: LANGUAGE_NAMES[said.lang], lambda said: not said.lang),
    Question("address", N_("Centre"), _address, lambda said: said.url, lambda said: not said.url),
    Question("sign_in", N_("Sign-in"), _sign_in, lambda said: said.account, lambda said: True),
    Question("token", N_("Token"), _token, lambda said: "", lambda said: True),
    Question("test", N_("Link"), _test, lambda said: "", lambda said: True),
)
