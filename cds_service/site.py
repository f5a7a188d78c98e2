"""A hospital's choices and signatures as the rules want them, read once when the service starts."""

from __future__ import annotations

from datetime import date

from cds_service.associations import load_associations
from cds_service.governance.signatures import in_force, read_signatures
from cds_service.settings import Settings
from rules.catalogue import records
from rules.context import Site


def site_of(settings: Settings, day: date) -> Site:
    """The site of some settings on a day. Raises CannotStartError where one of its files cannot be used."""
    signatures = in_force(read_signatures(settings.signatures_path), records(), day)
    return Site(
        criteria=settings.criteria,
        mass_index=settings.mass_index,
        asian=settings.asian,
        production=settings.profile == "prod",
        signed_rules=frozenset(one.rule for one in signatures),
        signatures=signatures,
        associations=load_associations(settings.associations_file) if settings.associations_file else (),
    )
