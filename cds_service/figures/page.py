"""GET /figures/{movement}.svg: a drawing, the same for everybody, that any cache may keep."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from cds_service.errors import BadRequestError, UnknownFigureError
from cds_service.figures.figure import svg
from cds_service.hooks.language import choose
from rules.catalogue import LANGUAGES
from rules.exercise.library import PHASES, library

PATH = "/figures/{movement}.svg"
_PREFIX = "movement."
_HEADERS = {
    "cache-control": "public, max-age=86400",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
    "vary": "accept-language",
    "x-content-type-options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """The address of the drawings; `language` is the one of the site."""

    language: str

    def answer(self, request: Request) -> Response:
        """One drawing: `pose` start or end, `lang` en or zh-CN. No patient, no record, no permission needed."""
        movement = _PREFIX + request.path_params["movement"].removeprefix(_PREFIX)
        if movement not in library():
            raise UnknownFigureError("No movement has this name; the rule catalogue lists those of the library.")
        phase = _one_of("pose", request.query_params.get("pose", PHASES[0]), PHASES)
        asked = request.query_params.get("lang")
        language = _one_of("lang", asked, LANGUAGES) if asked else self._spoken(request)
        body = svg(movement, phase, language).encode()
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        headers = {**_HEADERS, "etag": tag, "content-language": language}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type="image/svg+xml")

    def _spoken(self, request: Request) -> str:
        return choose(None, request.headers.get("accept-language"), self.language)

    def add_to(self, app: FastAPI) -> None:
        """Put the address into the application."""
        app.add_api_route(PATH, self.answer, methods=["GET", "HEAD"], include_in_schema=False, response_model=None)


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise BadRequestError(f"{name}: must be one of {', '.join(allowed)}.")
    return value
