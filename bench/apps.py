"""The three servers that are measured side by side: reading the body, decoding what is used, the whole service."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from fhir_profiles.reading import RecordReader
from rules.facts import PatientRecord

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
GC_THRESHOLDS = (50_000, 20, 50)
AS_OF = datetime(2026, 11, 2, 12, tzinfo=UTC)


class _Envelope(msgspec.Struct):
    prefetch: dict[str, msgspec.Raw]


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _ok(send: Send) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"12")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"cards":[]}'})


async def _live(receive: Receive, send: Send) -> None:
    """Starts and stops, with the garbage collector set as the service sets it."""
    await receive()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


async def reading(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body and answers nothing."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        await _body(receive)
        await _ok(send)


async def decoding(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body, decodes every field that the service uses, and answers nothing."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        read(await _body(receive) or b'{"prefetch":{}}')
        await _ok(send)


def read(body: bytes) -> PatientRecord:
    """The record that a request brings."""
    reader = RecordReader(AS_OF, None, "p1")
    for key, raw in msgspec.json.decode(body, type=_Envelope).prefetch.items():
        reader.add(key, memoryview(raw))
    return reader.build()


def whole() -> Any:
    """The service itself, with a durable store in a temporary folder."""
    from cds_service.app import create_app
    from cds_service.settings import Settings

    folder = os.environ.get("BENCH_DATA_DIR") or tempfile.mkdtemp(prefix="sarcopenia-cds-bench-")
    return create_app(Settings(profile="demo", data_dir=Path(folder)))
