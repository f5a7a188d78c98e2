"""What the record says of the kidneys: the eGFR in use, dialysis, acute change, and evidence that contradicts itself.

Limits and windows stand in `kidney.toml`; the rows that use them in `protein.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from rules.catalogue import record as rule
from rules.evidence import Evidence
from rules.facts import Condition, Fact, Facts, Measurement, PatientRecord, Procedure
from rules.nutrition.evidence import conditions, of_condition, of_entry, of_value, procedures
from rules.nutrition.illness import acute_illness
from rules.nutrition.windows import months_before, within_days, within_months
from rules.quick import quickly_made

EGFR = "egfr_ml_per_min"
CREATININE = "creatinine_umol_per_l"
_BY_CYSTATIN = ("egfr_cystatin_ml_per_min", "egfr_combined_ml_per_min", "cystatin_c_mg_per_l")
_SESSIONS = ("dialysis",)


@quickly_made
@dataclass(frozen=True, slots=True)
class Kidney:
    """The kidneys on one day.

    `egfr` is None where none lies within its window; `last_egfr` is the newest of any age. `dialysis`, `acute`,
    `falling` (creatinine, with nothing acute), `contradiction`, `transplant` (with nothing that contradicts it),
    `dialysis_open` (kidney failure, and nothing says whether dialysis has begun) and `outdated` hold the evidence for
    each, and are empty where there is none.
    `earlier_dialysis` are sessions that are too old to count as dialysis today.
    """

    egfr: Fact | None
    last_egfr: Fact | None
    uacr: Fact | None
    dialysis: tuple[Evidence, ...]
    earlier_dialysis: tuple[Evidence, ...]
    acute: tuple[Evidence, ...]
    falling: tuple[Evidence, ...]
    contradiction: tuple[Evidence, ...]
    transplant: tuple[Evidence, ...]
    dialysis_open: tuple[Evidence, ...]
    outdated: tuple[Evidence, ...]
    by_creatinine_alone: bool

    @property
    def unknown(self) -> bool:
        """Is there neither an eGFR that counts nor dialysis nor a sign of advanced disease?"""
        return self.egfr is None and not self.dialysis and not self.outdated

    @property
    def severely_low(self) -> bool:
        """Is the eGFR known and in the G4-G5 range?"""
        return self.egfr is not None and self.egfr.value < _limits("severely_low_below")

    @property
    def moderately_low(self) -> bool:
        """Is the eGFR known and in the G3 range?"""
        return self.egfr is not None and not self.severely_low and self.egfr.value < _limits("moderately_low_below")

    @property
    def albuminuria_heavy(self) -> bool:
        """Is the urine albumin known and heavy?"""
        return self.uacr is not None and self.uacr.value >= _limits("albuminuria_heavy_at_least")


def kidneys(record: PatientRecord, facts: Facts, day: date) -> Kidney:
    """Read the kidneys from a record, as of one day."""
    egfr = current_egfr(record, facts, day)
    is_named = record.indexes.problems.has(_names()) or record.indexes.procedures.has(_names())
    codes, unclear = _dialysis_codes(record) if is_named else ((), ())
    sessions, earlier = _sessions(record, day) if is_named else ((), ())
    dialysis = (*map(of_condition, codes), *map(of_entry, sessions))
    acute, falling = _acute(record, egfr, bool(dialysis), day)
    transplant = _transplant(record) if is_named else ()
    against = _contradicted(record, egfr, codes, sessions, day) if is_named else ()
    if transplant and (dialysis or against):
        against, transplant = (*transplant, *(against or dialysis)), ()
    return Kidney(
        egfr=egfr,
        last_egfr=facts.by_name.get(EGFR),
        uacr=facts.get("uacr_mg_per_g"),
        dialysis=dialysis,
        earlier_dialysis=tuple(map(of_entry, earlier)),
        acute=acute,
        falling=falling,
        contradiction=against,
        transplant=transplant,
        dialysis_open=() if codes or sessions else tuple(map(of_condition, unclear)),
        outdated=() if dialysis else _outdated(record, facts, egfr),
        by_creatinine_alone=egfr is not None and _creatinine_alone(facts, egfr),
    )


@cache
def _names() -> frozenset[str]:
    """The problems and procedures that say something of kidneys: without any, only what was measured counts."""
    dialysis, limits = rule("nutrition.dialysis").values, rule("nutrition.kidney_limits").values
    kinds = ("concepts", "end_stage_concepts", "transplant_concepts", "early_stage_concepts")
    return frozenset((*_SESSIONS, *limits["stage_4_or_5"], *(name for kind in kinds for name in dialysis[kind])))


def current_egfr(record: PatientRecord, facts: Facts, day: date) -> Fact | None:
    """The eGFR in use, unless it is older than the months for which it counts; acute illness shortens these."""
    egfr = facts.get(EGFR)
    if egfr is None:
        return None
    ill = "_in_acute_illness" if acute_illness(record, day) else ""
    months: int = rule("nutrition.kidney_limits").values[f"egfr_counts_for_months{ill}"]
    return egfr if egfr.on >= months_before(day, months) else None


def _limits(name: str) -> float:
    limit: float = rule("nutrition.kidney_limits").values[name]
    return limit


def _dialysis_codes(record: PatientRecord) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """Problems that say dialysis, and end-stage problems that leave it open."""
    meaning = rule("nutrition.dialysis").values
    sure = record.active_conditions(*meaning["concepts"])
    end_stage = [item for item in record.active_conditions(*meaning["end_stage_concepts"]) if item not in sure]
    by_code = tuple(item for item in end_stage if _has_code(item, meaning["end_stage_codes"]))
    return (*sure, *by_code), tuple(item for item in end_stage if item not in by_code)


def _has_code(condition: Condition, wanted: list[str]) -> bool:
    plain = {code.rpartition("|")[2].replace(".", "").upper() for code in condition.codes}
    return any(code.replace(".", "") in plain for code in wanted)


def _sessions(record: PatientRecord, day: date) -> tuple[tuple[Procedure, ...], tuple[Procedure, ...]]:
    """Dialysis sessions that make dialysis current, and earlier ones that are worth asking about."""
    window = rule("nutrition.dialysis").values
    every = procedures(record, _SESSIONS)
    now = tuple(item for item in every if within_days(item.since, window["session_counts_for_days"], day))
    asked = window["earlier_session_asked_for_months"]
    return now, tuple(item for item in every if item not in now and within_months(item.since, asked, day))


def _acute(record: PatientRecord, egfr: Fact | None, dialysis: bool, day: date) -> tuple[tuple[Evidence, ...], ...]:
    """Evidence that the kidneys get worse now, and, without any such, that creatinine falls too fast."""
    meaning = rule("nutrition.acute_kidney").values
    injuries = [
        injury
        for injury in record.indexes.problems.under(meaning["concepts"])
        if within_months(injury.since, meaning["months"], day) or not _tested_since(injury, egfr)
    ]
    swing = () if dialysis else _creatinine_swing(record, day)
    moved = tuple(map(of_value, swing))
    if swing and not injuries and swing[-1].value < swing[0].value:
        return (), moved
    return (*map(of_condition, injuries), *moved), ()


def _tested_since(injury: Condition, egfr: Fact | None) -> bool:
    return egfr is not None and injury.since is not None and egfr.on > injury.since


def _creatinine_swing(record: PatientRecord, day: date) -> tuple[Measurement, ...]:
    """The latest creatinine and the one it moved furthest from, where that is too far; dialysis is not asked here."""
    meaning = rule("nutrition.acute_kidney").values
    series = record.series.get(CREATININE, ())
    counted = rule("nutrition.kidney_limits").values["egfr_counts_for_months"]
    if not series or series[-1].on < months_before(day, counted):
        return ()
    latest = series[-1]
    first = months_before(latest.on, meaning["months"])
    earlier = [item for item in series[:-1] if item.on >= first]
    furthest = max(earlier, key=lambda item: abs(latest.value / item.value - 1), default=None)
    if furthest is None or abs(latest.value / furthest.value - 1) <= meaning["creatinine_change_above"]:
        return ()
    return furthest, latest


def _contradicted(
    record: PatientRecord,
    egfr: Fact | None,
    codes: tuple[Condition, ...],
    sessions: tuple[Procedure, ...],
    day: date,
) -> tuple[Evidence, ...]:
    """What contradicts itself: by a transplant or an eGFR, else by an early stage beside dialysis."""
    found = _contradiction(record, egfr, codes, sessions, day)
    return found or _early_stage_and_dialysis(record, egfr, codes, sessions)


def _contradiction(
    record: PatientRecord,
    egfr: Fact | None,
    codes: tuple[Condition, ...],
    sessions: tuple[Procedure, ...],
    day: date,
) -> tuple[Evidence, ...]:
    meaning = rule("nutrition.dialysis").values
    if egfr is None:
        return ()
    against: list[Evidence] = []
    if egfr.value >= meaning["contradicted_at_egfr"]:
        against += (*map(of_condition, codes), *map(of_entry, sessions))
    elif egfr.value >= meaning["old_code_contradicted_at_egfr"] and codes and not sessions:
        fresh = [
            code for code in codes if code.since and within_months(code.since, meaning["old_code_after_months"], day)
        ]
        against += () if fresh else map(of_condition, codes)
    if egfr.value >= meaning["stage_4_or_5_contradicted_at_egfr"]:
        against += conditions(record, rule("nutrition.kidney_limits").values["stage_4_or_5"])
    return (*against, of_value(egfr)) if against else ()


def _transplant(record: PatientRecord) -> tuple[Evidence, ...]:
    """A transplanted kidney, as a problem or as an operation."""
    concepts = rule("nutrition.dialysis").values["transplant_concepts"]
    return (*conditions(record, concepts), *map(of_entry, procedures(record, concepts)))


def _early_stage_and_dialysis(
    record: PatientRecord, egfr: Fact | None, codes: tuple[Condition, ...], sessions: tuple[Procedure, ...]
) -> tuple[Evidence, ...]:
    """An early stage of kidney disease that was recorded when dialysis already stood, and no eGFR that decides."""
    meaning = rule("nutrition.dialysis").values
    if egfr is not None and egfr.value < meaning["old_code_contradicted_at_egfr"]:
        return ()
    begun = [*(code.since for code in codes), *(session.since for session in sessions)]
    if not begun:
        return ()
    known = [day for day in begun if day is not None]
    early = [
        stage
        for stage in record.active_conditions(*meaning["early_stage_concepts"])
        if len(known) < len(begun) or stage.since is None or stage.since >= min(known)
    ]
    if not early:
        return ()
    return (*map(of_condition, early), *map(of_condition, codes), *map(of_entry, sessions))


def _outdated(record: PatientRecord, facts: Facts, egfr: Fact | None) -> tuple[Evidence, ...]:
    """Evidence of advanced kidney disease where no eGFR of today's window says how it stands now."""
    if egfr is not None:
        return ()
    limits = rule("nutrition.kidney_limits").values
    last = facts.by_name.get(EGFR)
    known = conditions(record, limits["stage_4_or_5"])
    return (*known, of_value(last)) if last is not None and last.value < limits["severely_low_below"] else known


def _creatinine_alone(facts: Facts, egfr: Fact) -> bool:
    return "cys" not in (egfr.derivation or "") and not any(facts.get(name) is not None for name in _BY_CYSTATIN)
