"""What a person reads about the link, the sign-in, the files of a post and its configuration.

1. Each sentence says what is wrong and, where a person can do something, what.
2. None of them asks for, or shows, a password or a token.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_

OF_LINK: Final[dict[str, tuple[str, ...]]] = {
    "unreachable": (N_("The centre at {url} cannot be reached."), N_("The centre cannot be reached.")),
    "no_answer": (N_("The centre did not answer in time."),),
    "timeout": (N_("The centre did not answer in time."),),
    "silence": (N_("Nothing was heard from the centre for a while."),),
    "bad_answer": (N_("What answered is not the centre, or does not speak its language."),),
    "not_the_centre": (N_("What answered is not the centre: a sign-in page of the network, perhaps."),),
    "answer_too_large": (N_("The centre's answer is larger than it may be; it was not read."),),
    "no_connection": (N_("The centre cannot be reached."),),
    "connection_lost": (N_("The connection to the centre was lost."),),
    "centre_busy": (N_("The centre is busy; trying again in {retry_after} s."), N_("The centre is busy.")),
    "centre_failed": (
        N_("The centre failed at this ({status}); nothing was changed."),
        N_("The centre failed at this."),
    ),
    "centre_refused": (N_("The centre does not take this ({status})."), N_("The centre does not take this.")),
    "busy": (N_("The centre is busy; trying again in {retry_after} s."), N_("The centre is busy.")),
    "internal": (N_("The centre failed at this; nothing was changed."),),
    "upgrade": (N_("The centre speaks another version: bring postcmd up to date."),),
    "upgrade_needed": (N_("The centre speaks another version: bring postcmd up to date."),),
    "read_only": (N_("This post is read only for now."),),
    "stopped": (N_("Syncing has stopped after a fault of this program; edits are kept."),),
}

OF_SIGN_IN: Final[dict[str, tuple[str, ...]]] = {
    "sign_in_needed": (N_("The centre does not know this sign-in (any more): run `postcmd login`."),),
    "no_token": (N_("Nobody is signed in here: run `postcmd login`."),),
    "bad_token": (N_("The centre does not accept the token: run `postcmd login`."),),
    "token_refused": (N_("The centre does not accept the token: run `postcmd login`."),),
    "token_malformed": (
        N_("{where} holds no token of a centre: that would look like pc_NAME_…"),
        N_("This is not a token of a centre: it contains characters that no token has."),
    ),
    "passphrase_needed": (N_("The token lies in an encrypted file: its passphrase is needed."),),
    "wrong_passphrase": (N_("This is not the passphrase of the encrypted file."),),
    "vault_damaged": (N_("{path} is damaged and cannot be opened: run `postcmd login --encrypted-file`."),),
    "no_passphrase": (N_("A passphrase of 1 to {most} characters is needed."),),
    "passphrases_differ": (N_("The two passphrases differ: nothing was kept."),),
    "two_places": (N_("The token goes into {path} already: leave out that setting or --encrypted-file."),),
    "keyring_silent": (N_("The keyring does not answer: unlock it, or sign in with --token-file PATH."),),
    "token_expired": (N_("The sign-in has expired: run `postcmd login`."),),
    "bad_credentials": (N_("Account or password is wrong."),),
    "too_many_tries": (
        N_("Too many failed sign-ins; try again in {retry_after} s."),
        N_("Too many failed sign-ins; try again later."),
    ),
    "too_many_tokens": (
        N_("The sign-in was renewed too often; try again in {retry_after} s."),
        N_("The sign-in was renewed too often; try again later."),
    ),
    "too_many_streams": (N_("This account is open in too many places at once."),),
    "standby": (N_("The centre that answered is a standby, which takes no changes."),),
    "standby_behind": (N_("The centre that answered is a standby, and behind."),),
    "other_account": (N_("The token belongs to {account}, not to the account that is meant here."),),
    "no_keyring": (
        N_(
            "This host has no keyring that keeps a token: sign in with --encrypted-file, or with --token-file PATH, "
            "a file only you can read."
        ),
    ),
    "foreign_client": (N_("The edits kept here belong to another account."),),
    "not_text": (N_("What was typed or given on the input is not text in this locale's encoding."),),
    "no_password": (N_("A password is needed: type it at the prompt, or give it as one line on the input."),),
}

OF_CENTRE: Final[dict[str, tuple[str, ...]]] = {
    "bad_request": (N_("The centre could not read what was sent."),),
    "not_found": (N_("The centre has nothing at this address."),),
    "method_not_allowed": (N_("The centre does not take this here."),),
    "forbidden_roster": (N_("Names and phones need a grant with the roster."),),
    "bad_number": (N_("A number of the roster has up to 64 letters, digits and hyphens."),),
    "reset": (N_("The centre was restored; everything is fetched anew and edits are sent again."),),
    "gap": (N_("The centre misses an earlier edit; it is sent again."),),
    "push_refused": (
        N_("The centre does not take the edits ({said}); they are kept and tried again."),
        N_("The centre does not take the edits; they are kept and tried again."),
    ),
    "not_sealed": (N_("The disk cannot be written: edits wait until it can."),),
    "edits_need_upgrade": (
        N_("The centre does not take the {n} edits that wait here from this version: bring postcmd up to date."),
        N_("The centre does not take edits from this version: bring postcmd up to date."),
    ),
    "centre_older": (
        N_("{n} edits are of a kind that the centre does not know yet: they wait until it is brought up to date."),
        N_("Some edits are of a kind that the centre does not know yet: they wait until it is brought up to date."),
    ),
    "older_backup": (
        N_("The centre was restored from an older backup than it had promised: edits of before may be lost there."),
    ),
    "op_mismatch": (N_("An edit was sent before with other contents; it goes out under a new number."),),
    "conflict": (N_("Somebody changed this meanwhile."),),
    "cursor_expired": (N_("This post was away too long; everything is fetched anew."),),
    "stale": (N_("The record has changed since it was read."),),
    "too_large": (N_("The centre does not take that much at once."),),
    "too_many_ops": (N_("The centre does not take that many edits at once."),),
    "malformed": (
        N_("The centre could not read what was sent: {detail}."),
        N_("The centre could not read what was sent."),
    ),
    "malformed_op": (N_("The centre could not read edit {n}: {detail}."), N_("The centre could not read this edit.")),
    "refused": (N_("The rules do not allow this."),),
    "key_reused": (N_("This Idempotency-Key was used before for something else."),),
    "if_match_needed": (N_("The version that is changed must be named."),),
    "key_needed": (N_("The change needs an Idempotency-Key."),),
}

OF_FILES: Final[dict[str, tuple[str, ...]]] = {
    "folder_not_private": (
        N_("{path} must be a folder of yours that nobody else can enter (chmod 700); nothing was read or written."),
    ),
    "post_file_not_private": (
        N_("{path} must be a file of yours that nobody else can open (chmod 600); nothing was read or written."),
    ),
    "file_not_private": (N_("{path} must be a file of yours that nobody else can read (chmod 600)."),),
    "file_unreadable": (N_("{path} cannot be read: {why}."), N_("{path} cannot be read.")),
    "file_unwritable": (N_("{path} cannot be written: {why}."), N_("{path} cannot be written.")),
    "cache_damaged": (N_("{path} cannot be read; it was left alone."), N_("The cache cannot be read.")),
    "cache_set_aside": (
        N_("The cache could not be read; it was set aside as {path} and is fetched anew."),
        N_("The cache could not be read; it was set aside and is fetched anew."),
    ),
    "outbox_set_aside": (
        N_("The outbox could not be read; it was set aside as {path}, and {saved} edits in it were saved."),
        N_("The outbox could not be read; it was set aside, and the edits in it that are whole were saved."),
    ),
    "outbox_nearly_full": (
        N_("The outbox is nearly full: beyond {most} edits, or 4 MiB, more are refused."),
        N_("The outbox is nearly full."),
    ),
    "many_kept": (
        N_(
            "No backup of the centre since {since}, or refusals not decided (<outbox>): "
            "{n} answered edits are kept here."
        ),
        N_("No backup of the centre for long, or refusals not decided (<outbox>): {n} answered edits are kept here."),
    ),
    "outbox_foreign": (N_("The outbox here belongs to another account or centre; it was left alone."),),
    "outbox_unreadable": (N_("The outbox cannot be opened; it was left alone."),),
    "instance_taken": (N_("{path} is in use by another program of this post."), N_("This post is in use already.")),
    "cache_schema": (N_("The cache is of another version of postcmd; everything is fetched anew."),),
    "cache_newer": (
        N_("{path} was written by a newer postcmd: this one cannot read it."),
        N_("The cache is of a newer postcmd."),
    ),
    "outbox_damaged": (
        N_("{path} cannot be read in full; what could be read is kept."),
        N_("The outbox cannot be read."),
    ),
    "outbox_newer": (
        N_("{path} was written by a newer postcmd; nothing is sent until this one is brought up to date."),
        N_("The outbox is of a newer postcmd."),
    ),
    "outbox_full": (N_("Too many edits wait already: this one was not kept."),),
    "disk_full": (N_("The disk is full: the edit was not kept."),),
    "disk_read_only": (N_("The disk is read-only: the edit was not kept."),),
    "disk_error": (N_("The disk cannot be written: the edit was not kept."),),
    "no_cache": (N_("The centre cannot be reached and nothing was fetched from it before."),),
}

OF_CONFIGURATION: Final[dict[str, tuple[str, ...]]] = {
    "no_url": (N_("No centre is named: run `postcmd login --url URL`, or set POSTCMD_URL."),),
    "bad_url": (
        N_("{where}: “{url}” is not an address of a centre; write https://name or http://127.0.0.1:8710."),
        N_("“{url}” is not an address of a centre; write https://name or http://127.0.0.1:8710."),
        N_("This is not an address of a centre; write https://name or http://127.0.0.1:8710."),
    ),
    "plain_http": (
        N_("{url} is not encrypted: a token goes over plain http only to this machine; use https."),
        N_("A token goes over plain http only to this machine; use https."),
    ),
    "config_syntax": (N_("{file}, line {line}: this is not TOML."), N_("{file}: this is not TOML.")),
    "config_unreadable": (N_("{file} cannot be read: {why}."),),
    "unknown_key": (
        N_("{file}, line {line}: there is no setting “{key}”; did you mean “{like}”?"),
        N_("{file}, line {line}: there is no setting “{key}”; known: {known}."),
        N_("{file}: there is no setting “{key}”; known: {known}."),
    ),
    "unknown_field": (
        N_("{file}, line {line}: there is no field “{field}”; known: {known}."),
        N_("{file}, line {line}: there is no such field."),
    ),
    "stray_brace": (N_("{file}, line {line}: a brace stands alone; a brace that is no field is written twice."),),
    "template_too_long": (N_("{file} is longer than {most} characters: is it a template?"),),
    "template_unreadable": (N_("{file} cannot be read: {why}."), N_("{file} cannot be read.")),
    "unknown_action": (
        N_("{file}, line {line}: there is no action “{action}”; did you mean “{like}”?"),
        N_("{file}, line {line}: there is no action “{action}”; `postcmd config keys` lists them."),
    ),
    "bad_key": (N_("{file}, line {line}: “{text}” is no key for {action}; write u, +, g s, Ctrl+R or PgUp."),),
    "key_clash": (
        N_("{file}, line {line}: {action} cannot have {key}: {other} has it, or a sequence that begins so."),
    ),
    "key_fixed": (N_("{file}, line {line}: {action} keeps its keys: digits are always numbers."),),
    "key_needed": (N_("{file}, line {line}: {action} needs a key, or nothing else could be found."),),
    "bad_value": (
        N_("{file}, line {line}: “{key}” must be {wanted}."),
        N_("{where}: “{key}” must be {wanted}."),
    ),
    "unknown_variable": (
        N_("{name} means nothing here; did you mean {like}?"),
        N_("{name} means nothing here; known: {known}."),
    ),
    "token_in_config": (N_("{file}, line {line}: a token does not belong here; run `postcmd login`."),),
    "no_account": (N_("No account is named: run `postcmd login --account NAME`, or set POSTCMD_ACCOUNT."),),
    "token_of_another": (
        N_("{path} holds a token of {account}, but {where} says {other}."),
        N_("The token belongs to another account."),
    ),
    "no_terminal": (N_("The board needs a terminal; without one, try `postcmd quotas` or `postcmd status`."),),
}

OF_SYNC: Final[dict[str, tuple[str, ...]]] = {**OF_LINK, **OF_SIGN_IN, **OF_CENTRE, **OF_FILES, **OF_CONFIGURATION}
