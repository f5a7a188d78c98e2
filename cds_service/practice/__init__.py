"""A small record system full of made-up people, to try the service on a laptop; never on in production."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from cds_service.settings import Settings


def mount(app: FastAPI, settings: Settings) -> None:
    """Put the practice record system under /practice, with its days counted in the hospital's zone."""
    from cds_service.practice import routes
    from cds_service.practice.printing import printer
    from cds_service.settings import local_now

    means = app.state.means
    routes.mount(
        app, settings, today=lambda: local_now(settings).date(), log=means.log, print_sheet=printer(means.store)
    )
