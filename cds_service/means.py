"""Everything that answering needs besides the request, handed in once so that tests can hand in something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from structlog.typing import FilteringBoundLogger

from cds_service.access.clients import Clients
from cds_service.audit import Store
from cds_service.cards import CardAnswer, CardRequest
from cds_service.ehr.client import EhrClient
from cds_service.settings import Settings
from fhir_profiles.site_codes import SiteCodes
from rules.assessment import Assessment
from rules.context import Context, Site
from rules.facts import PatientRecord

Assess = Callable[[PatientRecord, Context], Assessment]
MakeCards = Callable[[Assessment, CardRequest], CardAnswer]


@dataclass(frozen=True, slots=True)
class Means:
    """The settings, the record, the way out, the clock and the two pure functions that make up an answer."""

    settings: Settings
    site: Site
    clients: Clients
    codes: SiteCodes | None
    store: Store
    ehr: EhrClient
    log: FilteringBoundLogger
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    assess: Assess
    make_cards: MakeCards
