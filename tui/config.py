"""Configuration: flag, then environment, then config.toml, then the last sign-in, then the default.

1. Each value knows where it came from, and no value is a secret: a token stands in no file of ours.
2. A wrong file, setting or variable is refused by its file and line, or by its name; nothing is guessed in its place.
3. An account that the token names is the account; naming another one is refused.
4. Reading the configuration changes nothing and needs no network.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from msgspec import Struct

from postcmd.errors import BadConfig, PostError
from postcmd.words import LANGUAGES, N_
from tui import config_keys
from tui.colours import AUTO, THEMES, Theme, theme_for
from tui.config_token import who_is_named

Name = Literal["url", "account", "lang", "token_file", "ascii", "mouse", "bell", "theme", "keymap", "slow_link"]
Value = str | bool | None
Bell = Literal["on", "quiet", "off"]

DEFAULTS: Final[dict[Name, Value]] = {
    "url": None,
    "account": None,
    "lang": None,
    "token_file": None,
    "ascii": False,
    "mouse": False,
    "bell": "on",
    "theme": AUTO,
    "keymap": config_keys.DEFAULT,
    "slow_link": False,
}
BELLS: Final[tuple[Bell, ...]] = ("on", "quiet", "off")
NAMES: Final[tuple[Name, ...]] = tuple(DEFAULTS)
LAST_SIGN_IN: Final = N_("last sign-in")
DEFAULT: Final = N_("default")
_ACCOUNT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,63}")
_SWITCHES: Final[dict[str, bool]] = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class Setting(Struct, frozen=True):
    """A value and where it came from: `--url`, `POSTCMD_URL`, `config.toml:3`, `last sign-in`, `default`."""

    value: Value
    source: str


class Config(Struct, frozen=True):
    """What this run of the program was told."""

    settings: dict[Name, Setting]
    file: Path
    bound: tuple[config_keys.Bound, ...] = ()
    """The keys that the file binds."""
    token_source: str = ""
    """What gives the token: a variable's name or a file's; "" where it is for the keyring to give."""

    @property
    def url(self) -> str | None:
        return self._text("url")

    @property
    def account(self) -> str | None:
        return self._text("account")

    @property
    def lang(self) -> str | None:
        return self._text("lang")

    @property
    def token_file(self) -> Path | None:
        path = self._text("token_file")
        return Path(path) if path else None

    @property
    def ascii(self) -> bool:
        return self.settings["ascii"].value is True

    @property
    def mouse(self) -> bool:
        return self.settings["mouse"].value is True

    @property
    def bell(self) -> Bell:
        return next((bell for bell in BELLS if bell == self.settings["bell"].value), "on")

    @property
    def preset(self) -> str:
        """Which keys are meant where the file binds none."""
        return self._text("keymap") or config_keys.DEFAULT

    def theme_on(self, env: Mapping[str, str]) -> Theme:
        """The colours for the terminal that `env` tells of."""
        return theme_for(self._text("theme") or AUTO, env, self.slow_link)

    @property
    def slow_link(self) -> bool:
        """Whether every byte to the terminal counts."""
        return self.settings["slow_link"].value is True

    def _text(self, name: Name) -> str | None:
        value = self.settings[name].value
        return value if isinstance(value, str) else None


class LastSignIn(Struct, frozen=True):
    """Which centre and account this person used last."""

    url: str
    account: str


def load(
    flags: Mapping[Name, Value] | None = None,
    env: Mapping[str, str] | None = None,
    last: LastSignIn | None = None,
) -> Config:
    """Everything that was said, each by who said it first. BadConfig where something cannot be meant."""
    env = os.environ if env is None else env
    file = config_file(env)
    of_file, bound = _of_file(file)
    said = {**_of_last(last), **of_file, **_of_env(env), **_of_flags(flags or {})}
    settings: dict[Name, Setting] = {name: said.get(name, Setting(DEFAULTS[name], DEFAULT)) for name in NAMES}
    source, of_token = who_is_named(env, settings["token_file"].value)
    settings["account"] = _one_account(settings["account"], of_token, source)
    return Config(settings, file, bound, source)


def config_file(env: Mapping[str, str]) -> Path:
    return xdg_folder(env, "XDG_CONFIG_HOME", ".config") / "postcmd" / "config.toml"


def xdg_folder(env: Mapping[str, str], name: str, below_home: str) -> Path:
    """The folder a variable names, if it is absolute as its specification demands, else the usual one."""
    named = Path(env.get(name, ""))
    return named if named.is_absolute() else Path(env.get("HOME") or Path.home()) / below_home


# Who said what


def _of_flags(flags: Mapping[Name, Value]) -> dict[Name, Setting]:
    return {
        name: Setting(sound(name, value, where=f"--{name}"), f"--{name}")
        for name, value in flags.items()
        if value is not None and value is not False
    }


def _of_env(env: Mapping[str, str]) -> dict[Name, Setting]:
    said: dict[Name, Setting] = {}
    if env.get("NO_COLOR"):
        said["theme"] = Setting("mono", "NO_COLOR")
    for name in NAMES:
        variable = f"POSTCMD_{name.upper()}"
        if text := env.get(variable, ""):
            said[name] = Setting(sound(name, _switch(name, text, variable), where=variable), variable)
    return said


def _of_last(last: LastSignIn | None) -> dict[Name, Setting]:
    if last is None:
        return {}
    return {"url": Setting(last.url, LAST_SIGN_IN), "account": Setting(last.account, LAST_SIGN_IN)}


def _of_file(file: Path) -> tuple[dict[Name, Setting], tuple[config_keys.Bound, ...]]:
    """What the file says of each value, and the keys it binds."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return {}, ()
    except OSError as error:
        raise BadConfig("config_unreadable", file=str(file), why=error.strerror or str(error)) from error
    text, values = _parsed(file, content)
    keys = values.get(config_keys.TABLE)
    bound = config_keys.bound_in(file, text, keys) if isinstance(keys, dict) else ()
    values |= {config_keys.TABLE: keys.get("preset", config_keys.DEFAULT)} if isinstance(keys, dict) else {}
    return {_known(file, text, key): _from_file(file, text, key, value) for key, value in values.items()}, bound


def _parsed(file: Path, content: bytes) -> tuple[str, dict[str, Any]]:
    import tomllib

    try:
        text = content.decode()
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise BadConfig("config_syntax", file=str(file), line=content[: error.start].count(b"\n") + 1) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise BadConfig("config_syntax", file=str(file), line=line) from error


def _known(file: Path, text: str, key: str) -> Name:
    for name in NAMES:
        if name == key:
            return name
    facts: dict[str, Any] = {"file": str(file), "line": _line_of(text, key), "key": key}
    if key == "token":
        raise BadConfig("token_in_config", **facts)
    raise BadConfig("unknown_key", **facts, known=list(NAMES), **_like(key))


def _like(key: str) -> dict[str, str]:
    from difflib import get_close_matches

    return {"like": close[0]} if (close := get_close_matches(key, NAMES, 1)) else {}


def _from_file(file: Path, text: str, key: str, value: object) -> Setting:
    line = _line_of(text, key)
    name = _known(file, text, key)
    return Setting(sound(name, value, where=f"{file}:{line}", file=str(file), line=line), f"{file.name}:{line}")


def _line_of(text: str, key: str) -> int:
    """Where a key stands: TOML's own reader keeps no lines."""
    stands = re.compile(rf"""\s*(\[+\s*)?["']?{re.escape(key)}["']?\s*[.=\]]""")
    lines = (number for number, line in enumerate(text.splitlines(), 1) if stands.match(line))
    return next(lines, 1)


# What may be said


def sound(name: Name, value: object, **where: Any) -> Value:
    """The value, if it can be meant. `where` is told with a refusal."""
    if isinstance(DEFAULTS[name], bool):
        return value if isinstance(value, bool) else _bad(name, N_("true or false"), **where)
    if not isinstance(value, str):
        return _bad(name, N_("a text in quotes"), **where)
    if name == "url":
        return address(value, **where)
    if name == "token_file":
        return str(Path(value).expanduser().absolute()) if value else _bad(name, N_("the path of a file"), **where)
    if name == "account" and not _ACCOUNT.fullmatch(value):
        return _bad(name, N_("the name of an account"), **where)
    if name == "bell" and value not in BELLS:
        return _bad(name, " / ".join(BELLS), **where)
    if name == "keymap" and value not in config_keys.PRESETS:
        return _bad(name, " / ".join(config_keys.PRESETS), **where)
    if name == "theme" and value not in (AUTO, *THEMES):
        return _bad(name, " / ".join((AUTO, *THEMES)), **where)
    if name == "lang" and not value.lower().startswith(("en", "zh")):
        return _bad(name, " / ".join(LANGUAGES), **where)
    return value


def address(url: str, **where: Any) -> str:
    """`https://name[:port]` as it is sent to and remembered; BadConfig `bad_url` where it is no such address."""
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError as error:
        raise BadConfig("bad_url", url=url, **where) from error
    host = parts.hostname or ""
    is_plain = not (parts.username or parts.password or parts.query or parts.fragment or parts.path.strip("/"))
    if parts.scheme not in ("http", "https") or not is_plain or not re.fullmatch(r"[\w.:-]+", host):
        raise BadConfig("bad_url", url=_without_password(url), **where)
    return f"{parts.scheme}://[{host}]{port}" if ":" in host else f"{parts.scheme}://{host}{port}"


def _without_password(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//…@", url)


def _bad(name: str, wanted: str, **where: Any) -> Value:
    raise BadConfig("bad_value", key=name, wanted=wanted, **where)


def _switch(name: Name, text: str, variable: str) -> Value:
    if not isinstance(DEFAULTS[name], bool):
        return text
    return _SWITCHES[text.lower()] if text.lower() in _SWITCHES else _bad(name, N_("true or false"), where=variable)


def _one_account(said: Setting, of_token: str | None, source: str) -> Setting:
    if of_token is None:
        return said
    is_ours = said.source.startswith(("--", "POSTCMD_"))
    if is_ours and said.value != of_token:
        raise BadConfig("token_of_another", path=source, account=of_token, other=said.value, where=said.source)
    return said if is_ours else Setting(of_token, source)


def why_not_a_post(config: Config) -> PostError | None:
    """What is missing to know which centre, and who, is meant."""
    if config.url is None:
        return BadConfig("no_url")
    return BadConfig("no_account") if config.account is None else None
