"""What is no HTTP at all gets a problem like everything else that cannot be read."""

from __future__ import annotations

import h11
import msgspec
from uvicorn.protocols.http.h11_impl import H11Protocol

from central.problems import NotServed


class Parser(H11Protocol):
    """uvicorn's own, but for its answer to what it cannot parse, or what does not end within some 64 KiB."""

    def send_400_response(self, msg: str) -> None:
        body = msgspec.json.encode(NotServed("bad_request").problem())
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        answer: list[h11.Event] = [
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ]
        for event in answer:
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
