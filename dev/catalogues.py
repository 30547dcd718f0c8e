"""The catalogues: every marked sentence of the program, in English and Chinese.

1. A catalogue holds exactly the sentences that the sources mark; nothing fuzzy, nothing obsolete.
2. The English catalogue says each sentence as the code does; the Chinese one is never guessed, only kept.
3. The same sources and translations give the same bytes: sorted, without dates, line numbers or tool versions.

`python -m dev.catalogues` brings them up to date and lists what is not translated yet; `--check` only looks.
"""

import string
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from postcmd.words import LANGUAGES, LOCALE, Language

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("postcmd", "sync", "widgets", "tui", "central")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}

Sentence = str | tuple[str, ...]
Key = tuple[str | None, Sentence]


class SteadyCatalog(Catalog):
    """A catalogue whose header tells nothing about when, where and with what it was written."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Project-Id-Version", "postcmd"),
            ("Language", str(self.locale_identifier)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def po_path(language: Language) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "postcmd.po"


def mo_path(language: Language) -> Path:
    return po_path(language).with_suffix(".mo")


def marked() -> Catalog:
    """Every sentence marked in the sources, with the files it stands in."""
    found = Catalog()
    for path in sources():
        for line, sentence, comments, context in extract_from_file("python", path, KEYWORDS, ("Translators:",)):
            where = path.relative_to(ROOT).as_posix()
            found.add(sentence, locations=[(where, line)], auto_comments=comments, context=context)
    return found


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def translations(language: Language) -> Catalog:
    """What the committed catalogue says."""
    with po_path(language).open("rb") as text:
        return read_po(text, locale=language)


def key(message: Message) -> Key:
    return message.context, tuple(message.id) if isinstance(message.id, list | tuple) else message.id


def sentences(catalogue: Catalog) -> dict[Key, Message]:
    """The messages of a catalogue without its header."""
    return {key(message): message for message in catalogue if message.id}


def updated(language: Language, found: Catalog) -> Catalog:
    """The catalogue that holds what was found, said as the committed one says it."""
    said = sentences(translations(language)) if po_path(language).exists() else {}
    catalogue = SteadyCatalog(locale=language, header_comment="", fuzzy=False)
    for message in sentences(found).values():
        known = said.get(key(message))
        catalogue.add(
            message.id,
            message.id if language == "en" else known.string if known else None,
            locations=message.locations,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return catalogue


def compiled(language: Language) -> bytes:
    """The .mo that belongs to the committed .po."""
    catalogue = SteadyCatalog(locale=language, fuzzy=False)
    for message in sentences(translations(language)).values():
        catalogue.add(message.id, message.string, context=message.context)
    binary = BytesIO()
    write_mo(binary, catalogue)
    return binary.getvalue()


def untranslated(found: Catalog, said: Catalog) -> list[Key]:
    """The marked sentences for which a catalogue has no words of its own."""
    known = sentences(said)
    return [wanted for wanted in sentences(found) if wanted not in known or not is_said(known[wanted])]


def is_said(message: Message) -> bool:
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all(forms) and not message.fuzzy


def unmarked(found: Catalog, said: Catalog) -> list[Key]:
    """The sentences of a catalogue, living or obsolete, that no source marks any more."""
    wanted = sentences(found)
    return [known for known in sentences(said) if known not in wanted] + [
        key(message) for message in said.obsolete.values()
    ]


def with_other_placeholders(said: Catalog) -> list[Key]:
    """The sentences whose translation names other `{placeholders}` than the code fills in."""
    return [known for known, message in sentences(said).items() if not keeps_placeholders(message)]


def keeps_placeholders(message: Message) -> bool:
    # The singular may leave the number out ("one edit waits"), so a translation is held against the last form.
    wanted = message.id[-1] if isinstance(message.id, list | tuple) else message.id
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all(placeholders(form) == placeholders(wanted) for form in forms[-1:] if form)


def placeholders(sentence: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name is not None}


def write(language: Language, catalogue: Catalog) -> None:
    text = BytesIO()
    write_po(text, catalogue, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True)
    po_path(language).parent.mkdir(parents=True, exist_ok=True)
    po_path(language).write_bytes(text.getvalue())
    mo_path(language).write_bytes(compiled(language))


def faults() -> list[str]:
    """What a reader of one of the languages would miss, one sentence each."""
    found = marked()
    told = []
    for language in LANGUAGES:
        said = translations(language)
        told += [f"{language}: not translated: {sentence!r}" for _where, sentence in untranslated(found, said)]
        told += [f"{language}: no longer in the sources: {sentence!r}" for _where, sentence in unmarked(found, said)]
        told += [f"{language}: other placeholders: {sentence!r}" for _where, sentence in with_other_placeholders(said)]
        if mo_path(language).read_bytes() != compiled(language):
            told.append(f"{language}: the .mo is not the one of the .po")
    return told


def main() -> int:
    if "--check" not in sys.argv[1:]:
        found = marked()
        for language in LANGUAGES:
            write(language, updated(language, found))
    told = faults()
    print("\n".join(told) or "The catalogues are complete.")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
