"""Flag, environment, file, last sign-in, default: who said what, and what cannot be meant."""

from pathlib import Path

import pytest

from postcmd.errors import BadConfig
from tui.config import LastSignIn, address, load
from tui.config_token import account_of
from tui.sentences import sentence_of

URL = "https://centre.example.org"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "postcmd").mkdir()
    return {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}


def write(env: dict[str, str], text: str | bytes) -> Path:
    file = Path(env["XDG_CONFIG_HOME"]) / "postcmd" / "config.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def refusal(env: dict[str, str]) -> str:
    with pytest.raises(BadConfig) as refused:
        load(env=env)
    return sentence_of(refused.value)


def test_what_nobody_set_is_the_default(env: dict[str, str]) -> None:
    config = load(env=env)
    assert (config.url, config.account, config.mouse) == (None, None, False)
    assert config.settings["url"].source == "default"


def test_a_flag_beats_the_environment_which_beats_the_file_which_beats_the_last_sign_in(env: dict[str, str]) -> None:
    last = LastSignIn("https://last.example.org", "last")
    assert load(env=env, last=last).settings["url"].source == "last sign-in"
    write(env, 'url = "https://file.example.org"\n')
    assert load(env=env, last=last).url == "https://file.example.org"
    env["POSTCMD_URL"] = "https://env.example.org"
    assert load(env=env, last=last).url == "https://env.example.org"
    assert load({"url": URL}, env, last).url == URL


def test_each_value_knows_where_it_came_from(env: dict[str, str]) -> None:
    write(env, '# ours\naccount = "li"\nmouse = true\n')
    env["POSTCMD_LANG"] = "zh_CN"
    settings = load({"url": URL}, env).settings
    assert settings["url"].source == "--url"
    assert settings["lang"].source == "POSTCMD_LANG"
    assert settings["mouse"].source == "config.toml:3"


def test_a_misspelt_setting_is_named_with_file_line_and_what_was_meant(env: dict[str, str]) -> None:
    file = write(env, '\nacount = "li"\n')
    assert refusal(env) == f"{file}, line 2: there is no setting “acount”; did you mean “account”?"


def test_a_setting_like_none_of_ours_is_told_which_there_are(env: dict[str, str]) -> None:
    write(env, "[colours]\nred = 1\n")
    assert "line 1: there is no setting “colours”; known: url, account, lang, token_file" in refusal(env)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("url = \n", "line 1"),
        ('account = "li"\nurl = "x\n', "line 2"),
        (b'account = "li"\nlang = "\xff"\n', "line 2"),
        ("mouse = 3\n", "“mouse” must be true or false"),
        ("account = 3\n", "“account” must be a text in quotes"),
        ('account = "li zhang"\n', "“account” must be the name of an account"),
        ('lang = "fr"\n', "“lang” must be en / zh_CN"),
        ('theme = "pink"\n', "“theme” must be auto / dark / light / contrast / 16 / mono"),
        ('url = "centre"\n', "“centre” is not an address"),
        ('token = "pc_li_x"\n', "a token does not belong here"),
    ],
)
def test_a_wrong_file_is_refused_by_its_line(env: dict[str, str], text: str | bytes, said: str) -> None:
    file = write(env, text)
    told = refusal(env)
    assert said in told
    assert str(file) in told


def test_a_wrong_variable_is_refused_by_its_name(env: dict[str, str]) -> None:
    env["POSTCMD_MOUSE"] = "perhaps"
    assert refusal(env) == "POSTCMD_MOUSE: “mouse” must be true or false."


def test_no_colour_is_said_by_the_environment_and_a_flag_says_more(env: dict[str, str]) -> None:
    write(env, 'theme = "light"\n')
    assert load(env=env).theme_on(env) == "light"
    env["NO_COLOR"] = "1"
    assert load(env=env).settings["theme"].source == "NO_COLOR"
    assert load(env=env).theme_on(env) == "mono"
    assert load({"theme": "contrast"}, env).theme_on(env) == "contrast"


def test_a_refusal_never_shows_a_token_or_a_password(env: dict[str, str]) -> None:
    write(env, 'url = "https://li:geheim@centre.example.org"\n')
    assert "geheim" not in refusal(env)
    write(env, 'token = "pc_li_geheim"\n')
    assert "geheim" not in refusal(env)


def test_the_token_names_the_account(env: dict[str, str]) -> None:
    env["POSTCMD_TOKEN"] = "pc_li-zhang_s3cret_with-all_kinds"
    config = load(env=env)
    assert (config.account, config.settings["account"].source) == ("li-zhang", "POSTCMD_TOKEN")
    assert "s3cret" not in repr(config)


def test_a_token_file_names_the_account_too(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("pc_li_s3cret\n")
    env["POSTCMD_TOKEN_FILE"] = str(file)
    assert load(env=env).account == "li"
    file.unlink()
    assert load(env=env).account is None


def test_the_file_may_name_the_token_file(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "token").write_text("pc_li_s3cret\n")
    write(env, 'token_file = "~/token"\n')
    config = load(env=env | {"HOME": str(tmp_path)})
    assert config.token_file is not None
    assert config.token_file.name == "token"
    assert "s3cret" not in repr(config)


def test_a_token_of_another_account_is_refused(env: dict[str, str]) -> None:
    env |= {"POSTCMD_TOKEN": "pc_li_s3cret", "POSTCMD_ACCOUNT": "wang"}
    assert refusal(env) == "POSTCMD_TOKEN holds a token of li, but POSTCMD_ACCOUNT says wang."


def test_a_remembered_account_gives_way_to_the_token(env: dict[str, str]) -> None:
    env["POSTCMD_TOKEN"] = "pc_li_s3cret"
    assert load(env=env, last=LastSignIn(URL, "wang")).account == "li"


@pytest.mark.parametrize("text", ["", "pc_", "pc_li", "li_secret", "pc__x", "pc_li_x y"])
def test_what_is_no_token_names_nobody(text: str) -> None:
    assert account_of(text) is None


def test_a_relative_folder_in_the_environment_is_ignored(env: dict[str, str]) -> None:
    env["XDG_CONFIG_HOME"] = "some/where"
    assert load(env=env).file == Path(env["HOME"]) / ".config" / "postcmd" / "config.toml"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://Centre.example.org/", "https://centre.example.org"),
        (" http://127.0.0.1:8710 ", "http://127.0.0.1:8710"),
        ("http://[::1]:8710", "http://[::1]:8710"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert address(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "centre", "ftp://x", "https://", "https://x/board", "https://x?y", "http://x:port", "https://a b"]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(BadConfig):
        address(typed)
