"""The OpenAPI 3.1 document, made of what the handlers say about themselves.

1. Shapes are those of the wire's own types: what is documented is what is read and written.
2. Every problem is described as what it is: problem+json.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple, get_type_hints

import msgspec
from litestar import Litestar, Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from central.api.http import JSON, PROBLEM, Asked
from postcmd.wire import Problem

TITLE: Final = "postcmd centre"
VERSION: Final = "1"
"""Of the interface, not of the program."""
_REF: Final = "#/components/schemas/{name}"
_REASONS: Final = {
    400: "Cannot be read",
    401: "Sign in first",
    403: "Not allowed",
    404: "Nothing here",
    405: "Method not allowed",
    409: "Another history, a gap, or a conflict",
    410: "The cursor is too old",
    412: "The record has changed",
    413: "Too large",
    422: "Malformed, or refused by the rules",
    426: "Another version is needed",
    428: "A header is missing",
    429: "Too many tries",
    500: "The centre failed",
    503: "The centre cannot write now",
}


class Doc(NamedTuple):
    """What a handler says about itself. `query` are names of plain parameters or a struct of them."""

    summary: str
    answer: Any = None
    body: Any = None
    query: tuple[str, ...] | type[Struct] = ()
    headers: tuple[str, ...] = ()
    problems: tuple[int, ...] = ()
    is_open: bool = False
    media: str = JSON


@get("/schema/openapi.json", opt={"doc": Doc("This document.", is_open=True)}, sync_to_thread=False)
def openapi(request: Asked) -> Response[bytes]:
    """Made when somebody asks for it first: a centre that starts has other things to do."""
    if "openapi" not in request.app.state:
        request.app.state["openapi"] = document(request.app, VERSION)
    return Response(request.app.state["openapi"], media_type=JSON)


def document(app: Litestar, version: str) -> bytes:
    """The document of every handler in the app that has a `doc`."""
    routes = [(path, method, handler, doc) for path, method, handler, doc in _documented(app)]
    shapes = [shape for _, _, _, doc in routes for shape in (doc.body, doc.answer) if shape is not None]
    _, components = msgspec.json.schema_components([*shapes, Problem], ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for path, method, handler, doc in routes:
        paths.setdefault(path, {})[method.lower()] = _operation(path, handler, doc)
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": TITLE, "version": version, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
            "paths": paths,
            "components": {
                "schemas": components,
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "pc_ACCOUNT_SECRET"}},
            },
            "security": [{"token": []}],
        }
    )


def _documented(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler, Doc]]:
    found = []
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            doc = handler.opt.get("doc") if isinstance(handler, HTTPRouteHandler) else None
            if doc is not None:
                path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
                found += [(path, str(method), handler, doc) for method in handler.http_methods if method != "OPTIONS"]
    return found


def _operation(path: str, handler: HTTPRouteHandler, doc: Doc) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": handler.handler_name.rpartition(".")[2],
        "summary": doc.summary,
        "parameters": _parameters(path, doc),
        "responses": _responses(handler, doc),
    }
    if doc.body is not None:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": _schema(doc.body)}}}
    if doc.is_open:
        operation["security"] = []
    return operation


def _parameters(path: str, doc: Doc) -> list[dict[str, Any]]:
    found = [_parameter("path", name, True) for name in re.findall(r"\{(\w+)\}", path)]
    found += [_parameter("header", name, True) for name in doc.headers]
    if isinstance(doc.query, tuple):
        return found + [_parameter("query", name, False) for name in doc.query]
    hints = get_type_hints(doc.query, include_extras=True)
    return found + [
        {"in": "query", "name": field.encode_name, "required": False, "schema": _schema(hints[field.name])}
        for field in msgspec.structs.fields(doc.query)
    ]


def _parameter(where: str, name: str, required: bool) -> dict[str, Any]:
    return {"in": where, "name": name, "required": required, "schema": {"type": "string"}}


def _responses(handler: HTTPRouteHandler, doc: Doc) -> dict[str, Any]:
    usual = (400, 500, 503) + (() if doc.is_open else (401, 403))
    usual += ((413,) if doc.body is not None else ()) + ((422,) if doc.body is not None or doc.query else ())
    well: dict[str, Any] = {"description": doc.summary}
    if doc.answer is not None:
        well["content"] = {doc.media: {"schema": _schema(doc.answer)}}
    problem = {PROBLEM: {"schema": _schema(Problem)}}
    problems = {
        str(code): {"description": _REASONS[code], "content": problem} for code in sorted({*usual, *doc.problems})
    }
    return {str(handler.status_code): well, **problems}


def _schema(shape: Any) -> dict[str, Any]:
    (schema,), _ = msgspec.json.schema_components([shape], ref_template=_REF)
    return dict(schema)
