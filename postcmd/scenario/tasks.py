"""English names of the kinds of task, by their code. The report gives the Chinese ones.

1. Every code of the record has a name here; a code from elsewhere is shown as its words.
"""

from __future__ import annotations

from typing import Final

ENGLISH: Final = {
    "sampling_order": "keeping order at sampling",
    "sampling_assist": "assisting with sampling",
    "sampling": "nucleic acid sampling",
    "antigen": "antigen tests",
    "antigen_households": "antigen tests door to door",
    "scan_and_temperature": "code scan and temperature",
    "check_code_and_result": "checking health code and test result",
    "id_scan": "scanning identity cards",
    "registration": "registration by code",
    "checkpoint": "checkpoint duty",
    "order": "keeping order",
    "disinfection": "disinfection",
    "supplies": "moving and delivering supplies",
    "supplies_registration": "registering supplies",
    "tracing_calls": "contact tracing calls",
    "tracing_statistics": "contact tracing statistics",
    "psychological_support": "psychological support",
    "policy_publicity": "explaining the rules",
    "civility": "reminding people of the rules",
    "door_sensors": "fitting door sensors",
    "quarantine_files": "files of home quarantine",
    "ledgers": "drawing up ledgers",
    "system_entry": "entry into the system",
    "leaflets": "handing out leaflets",
    "waste": "clearing household waste",
    "residents_requests": "answering residents' requests",
    "merchants": "calling on merchants",
    "frontline_care": "care for the front line",
    "back_to_work": "help back to work",
    "unspecified": "epidemic control (not specified)",
}


def english(code: str) -> str:
    return ENGLISH.get(code, code.replace("_", " "))
