"""Orders that are being written, into plain values; what cannot be understood is named and never passed over.

Lenient as real clients need it (a Bundle without a type, requests without an intent): every draft is read by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from fhir_profiles.concept_terms import Terms, standard_terms
from fhir_profiles.errors import CannotReadError
from fhir_profiles.reading.care import placed_levels
from fhir_profiles.reading.draft import codes_of
from fhir_profiles.reading.draft_content import (
    Heard,
    days_for,
    draft_terms,
    energy_in,
    excluded_foods,
    is_drug,
    is_known,
    levels_of,
    measures_of,
    name_of,
    protein_in,
    routes_of,
    texts_of,
    vitamin_d_in,
)
from fhir_profiles.reading.drafts_wire import Drafted, Entry, decode_draft_bundle, decode_drafted
from fhir_profiles.reading.moments import moment
from fhir_profiles.reading.reasons import Reason
from fhir_profiles.reading.wire import Concept, Medication, decode_head, decode_known
from fhir_profiles.site_codes import SiteCodes
from fhir_profiles.terminology import table
from fhir_profiles.writing.context import DRAFT_SYSTEM
from rules.drafts import DraftOrder
from rules.facts import Ignored, Source

MOST_DRAFTS = 200
FOOD = frozenset({"diet", "oral_supplement", "tube_feed"})
DIET, SUPPLEMENT, TUBE, TEXTURE = "diet", "oral_supplement", "tube_feed", "modified_texture"
BY_MOUTH, VITAMIN_D = "by_mouth", "vitamin_d"
_BUNDLE = "Bundle"


@dataclass(frozen=True, slots=True)
class ReadDrafts:
    """The drafts that could be understood, and what could not, with the reason."""

    orders: tuple[DraftOrder, ...] = ()
    unclear: tuple[Ignored, ...] = ()


def read_drafts(
    raw: bytes,
    patient_id: str,
    codes: SiteCodes | None = None,
    selections: tuple[str, ...] | None = None,
) -> ReadDrafts:
    """Every draft of a Bundle. With `selections`, only the drafts named there count as selected.

    Raises CannotReadError where it is not a Bundle at all.
    """
    try:
        bundle = decode_draft_bundle(raw)
    except (msgspec.DecodeError, RecursionError):
        raise CannotReadError("must be a FHIR Bundle.") from None
    if bundle.resourceType != _BUNDLE:
        raise CannotReadError("must be a FHIR Bundle.")
    terms = codes.added_to(standard_terms()) if codes is not None else standard_terms()
    table_of = _Table(terms, patient_id, selections)
    entries = bundle.entry or []
    table_of.medications = _medications(entries[:MOST_DRAFTS])
    for entry in entries[:MOST_DRAFTS]:
        table_of.take(entry)
    if len(entries) > MOST_DRAFTS:
        table_of.unclear.append(Ignored(Source(_BUNDLE), str(Reason.TOO_LONG)))
    return table_of.read()


def _medications(entries: list[Entry]) -> dict[str, Concept]:
    """What Medication resources beside the drafts are, by every name that a draft may call them."""
    found: dict[str, Concept] = {}
    for entry in entries:
        concept = _drug_in(entry.resource)
        if concept is not None:
            found |= {name: concept for name in (entry.fullUrl, f"Medication/{_id_of(entry)}") if name}
    return found


def _drug_in(raw: msgspec.Raw) -> Concept | None:
    try:
        resource = decode_known(raw) if decode_head(raw).resourceType == "Medication" else None
    except (msgspec.DecodeError, RecursionError):
        return None
    return resource.code if isinstance(resource, Medication) else None


def _id_of(entry: Entry) -> str:
    identifier = decode_head(entry.resource).id
    return identifier if isinstance(identifier, str) else ""


class _Table:
    """The drafts of one request while they are read."""

    def __init__(self, terms: Terms, patient_id: str, selections: tuple[str, ...] | None) -> None:
        self.terms = terms
        self.patient_id = patient_id
        self.selections = None if selections is None else set(selections)
        self.medications: dict[str, Concept] = {}
        self.orders: list[DraftOrder] = []
        self.unclear: list[Ignored] = []
        self.met: set[str] = set()

    def read(self) -> ReadDrafts:
        """Everything so far; a selection that names no draft is unclear."""
        gone = sorted((self.selections or set()) - self.met)
        missing = [
            Ignored(Source(*_parted_reference(name)), str(Reason.NO_VALUE), detail="selections") for name in gone
        ]
        return ReadDrafts(tuple(self.orders), tuple(dict.fromkeys((*self.unclear, *missing))))

    def take(self, entry: Entry) -> None:
        """Reads one entry; raises nothing for what it holds."""
        try:
            head = decode_head(entry.resource)
        except (msgspec.DecodeError, RecursionError):
            self.unclear.append(Ignored(Source("Resource"), str(Reason.NOT_JSON)))
            return
        kind = (head.resourceType or "Resource")[:64]
        source = Source(kind, head.id[:64] if isinstance(head.id, str) else "")
        is_selected = self._is_selected(source, entry)
        if kind in _types("judged"):
            self._judge(entry, source, is_selected)
        elif kind not in _types("apart") and is_selected:
            self.unclear.append(Ignored(source, str(Reason.WRONG_RESOURCE_TYPE)))

    def _is_selected(self, source: Source, entry: Entry) -> bool:
        if self.selections is None:
            return True
        own = f"{source.resource_type}/{source.resource_id}"
        url = entry.fullUrl or ""
        hit = {name for name in self.selections if name in (own, url) or (url and url.endswith(f"/{name}"))}
        self.met |= hit
        return bool(hit)

    def _judge(self, entry: Entry, source: Source, is_selected: bool) -> None:
        try:
            drafted, lost = decode_drafted(entry.resource)
        except (msgspec.DecodeError, RecursionError):
            self._doubt(source, Reason.WRONG_TYPE, is_selected)
            return
        if drafted.status in _types("over") or drafted.doNotPerform:
            return
        if not self._is_mine(drafted):
            self._doubt(source, Reason.OTHER_PATIENT, is_selected)
            return
        order = self._order(drafted, source, is_selected)
        if order is None:
            self._doubt(source, Reason.NOT_UNDERSTOOD, is_selected)
        else:
            self.orders.append(order)
        for element in lost:
            self._doubt(source, Reason.WRONG_TYPE, is_selected, element)

    def _doubt(self, source: Source, reason: Reason, is_selected: bool, detail: str = "") -> None:
        if is_selected:
            self.unclear.append(Ignored(source, str(reason), detail=detail))

    def _is_mine(self, drafted: Drafted) -> bool:
        """Is this about the patient? A draft that names nobody is."""
        reference = next((r.reference for r in (drafted.subject, drafted.patient) if r and r.reference), "")
        return not reference or reference.partition("/_history/")[0].rpartition("/")[2] == self.patient_id

    def _order(self, drafted: Drafted, source: Source, is_selected: bool) -> DraftOrder | None:
        """The draft as a plain value; None where neither words nor codes say what it is."""
        concepts = self._concepts(drafted)
        heard = Heard.of(concepts, texts_of(drafted))
        if heard.cut:
            self._doubt(source, Reason.TOO_LONG, is_selected)
        kinds = self._kinds(drafted, heard)
        is_product = is_drug(drafted) or bool(drafted.supplement)
        classes = self.terms.drugs.find(heard.codings, heard.texts) if is_product else frozenset[str]()
        measures = measures_of(self.terms, drafted)
        if not (kinds or classes or measures or is_known(heard)):
            return None
        grams, per_kg = protein_in(drafted)
        texts = heard.texts if kinds & FOOD or is_drug(drafted) else ()
        on = moment(drafted.authoredOn or drafted.dateTime or "")
        return DraftOrder(
            source=source,
            label=name_of(concepts, drafted),
            concepts=kinds,
            classes=classes,
            measures=measures,
            contains=self.terms.allergens.find(heard.codings, texts) if texts else frozenset(),
            excludes=excluded_foods(self.terms.allergens, drafted, heard),
            protein_g_per_day=grams,
            protein_g_per_kg_per_day=per_kg,
            energy_kcal_per_day=None if TUBE in kinds else energy_in(drafted),
            vitamin_d_iu=vitamin_d_in(drafted, heard) if VITAMIN_D in classes else None,
            days=days_for(drafted),
            on=on.on if on is not None else None,
            selected=is_selected,
            own=any(item.system == DRAFT_SYSTEM for item in drafted.identifier or ()),
            codes=codes_of(concepts),
        )

    def _concepts(self, drafted: Drafted) -> list[Concept]:
        """Everything that says what is ordered."""
        diet, formula = drafted.oralDiet, drafted.enteralFormula
        found = [drafted.code, *(drafted.orderDetail or ()), drafted.medicationCodeableConcept, self._referred(drafted)]
        if diet is not None:
            textures = [item.modifier for item in diet.texture or ()]
            found += [*(diet.type or ()), *textures, *(diet.fluidConsistencyType or ())]
        found += [item.type for item in drafted.supplement or ()]
        if formula is not None:
            found.append(formula.baseFormulaType)
        return [concept for concept in found if concept is not None]

    def _referred(self, drafted: Drafted) -> Concept | None:
        reference = drafted.medicationReference
        if reference is None:
            return None
        name = reference.reference or ""
        if name.startswith("#"):
            drugs = ((decode_head(raw).id, _drug_in(raw)) for raw in drafted.contained or ())
            found = next((concept for identifier, concept in drugs if identifier == name[1:]), None)
        else:
            found = self.medications.get(name)
        return found or (Concept(text=reference.display) if reference.display else None)

    def _kinds(self, drafted: Drafted, heard: Heard) -> frozenset[str]:
        found = draft_terms().find(heard.codings, heard.texts)
        if is_drug(drafted):
            found |= draft_terms().find((), routes_of(drafted)) & {TUBE, BY_MOUTH}
        else:
            found |= placed_levels(self.terms.orders.find(heard.codings, heard.texts))
        diet = drafted.oralDiet
        if diet is not None:
            found |= {DIET}
            if diet.texture or diet.fluidConsistencyType:
                found |= {TEXTURE} | levels_of(self.terms, drafted)
        if drafted.supplement:
            found |= {SUPPLEMENT}
        if drafted.enteralFormula is not None:
            found |= {TUBE}
        if TUBE in found and not found & {TEXTURE, BY_MOUTH}:
            found -= {DIET, SUPPLEMENT}
        return found - {DIET} if "nil_by_mouth" in found else found


@cache
def _types(name: str) -> frozenset[str]:
    found: Any = table("draft_amounts")["types"][name]
    return frozenset(found)


def _parted_reference(name: str) -> tuple[str, str]:
    kind, _, identifier = name.partition("/")
    return kind[:64], identifier[:64]
