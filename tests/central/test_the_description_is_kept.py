"""Whatever is asked at an address of the OpenAPI document gets an answer that the document describes.

The inputs are made by schemathesis out of the document that the centre serves, half of them as it says, half not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.central.field import GUBEI, SUNHE
from tests.central.onlooker import RESULTS, Onlooker, onlooker, what_is_wrong

CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 4
"""Of each mode, at each address with each method."""
STANDING = ("sunhe", "gubei", SUNHE, GUBEI, "squad-1", "centre", "screening")
ORDERS = ("/v1/requests", "/v1/quotas", "/v1/squads")
SIGNING_OUT = ("/v1/logout", "/v1/refresh")


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Onlooker]:
    with onlooker(tmp_path_factory.mktemp("described") / "central.sqlite") as here:
        yield here


def sent(case: Any, centre: Onlooker, known: bool, signed_in: bool) -> dict[str, Any]:
    """The request of a case; most of them by somebody who may come in, many about what is there."""
    said: dict[str, Any] = case.as_transport_kwargs(base_url="http://centre")
    body = {"json": said["json"]} if "json" in said else {"content": said.get("data")}
    headers = {name: str(value) for name, value in said["headers"].items()}
    if signed_in:
        headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
        headers |= centre.headers() | ({"If-Match": "*"} if known and "{key}" in case.path else {})
    raw = {name.encode("latin-1", "replace"): value.encode("latin-1", "replace") for name, value in headers.items()}
    return {"params": said["params"], "headers": raw, **body}


def test_every_answer_is_as_described_and_a_refusal_changes_nothing(centre: Onlooker) -> None:
    described = msgspec.json.decode(centre.ask("GET", "/schema/openapi.json").content)
    schema = schemathesis.openapi.from_dict(described)
    ended: Counter[int] = Counter()

    def try_out(case: Any, known: str, signed_in: bool) -> None:
        if known and "key" in case.path_parameters:
            case.path_parameters["key"] = known
        besides = RESULTS if case.method in ("POST", "PATCH") and case.path.startswith(ORDERS) else ()
        request, before = sent(case, centre, bool(known), signed_in), centre.state(besides)
        answer = centre.ask(case.method, case.formatted_path, **request)
        ended[answer.status_code] += 1
        if answer.status_code >= 400:
            assert what_is_wrong(answer) == "", (case.method, case.formatted_path, request)
            assert centre.state(besides) == before
        case.validate_response(answer, checks=CHECKS)
        if case.path in SIGNING_OUT:
            centre.let_in()

    for operation in (found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if mode is GenerationMode.NEGATIVE and operation.path in ("/healthz", "/schema/openapi.json"):
                continue  # there is nothing to say wrongly
            cases = operation.as_strategy(generation_mode=mode)
            known, signed_in = st.sampled_from(("", *STANDING)), st.sampled_from((True, True, True, False))
            trying = given(case=cases, known=known, signed_in=signed_in)(try_out)
            few = settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), print_blob=False)
            seed(1)(few(trying))()
    assert ended[200] > 15
    assert min(ended[status] for status in (401, 404, 422, 428)) > 0, ended
    assert sum(ended.values()) > 120
