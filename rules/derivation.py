"""Values computed from others: body-mass index, muscle indices, eGFR, weight loss, SARC-CalF, fall of pressure.

A computed fact names its derivation and its inputs, is dated by its first input, and is stale when one of them is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from rules.catalogue import record as rule
from rules.facts import Fact, Measurement, PatientRecord, Sex, Source
from rules.kidney import egfr_combined, egfr_from_creatinine, egfr_from_cystatin
from rules.measures import measures

_NOISE_DIGITS = 6  # takes away the rounding noise of floating point, so that 7.0 is 7.0; no clinical rounding
_CM_PER_M = 100.0
_PERCENT = 100.0

Chosen = dict[str, Fact]
Series = Mapping[str, tuple[Measurement, ...]]


def derive(chosen: Chosen, series: Series, record: PatientRecord, day: date) -> None:
    """Adds to the chosen facts what follows from them."""
    _body_mass_index(chosen, series, day)
    _muscle_by_height(chosen, series, day)
    _muscle_by_bmi(chosen, series, day)
    _filtration(chosen, series, record, day)
    _filtration_used(chosen)
    _weight_loss(chosen, series, day)
    _sarc_calf(chosen, record.sex, day)
    _fall_of_pressure(chosen, series, day)


def computed(name: str, value: float, derivation: str, inputs: Iterable[Fact | Measurement], day: date) -> Fact:
    """A computed value as a fact: dated by its first input, stale when any input is."""
    measure, used = measures()[name], tuple(inputs)
    first = used[0]
    stale = any(isinstance(one, Fact) and one.stale for one in used)
    return Fact(
        name=name,
        value=round(value, _NOISE_DIGITS),
        unit=measure.unit,
        on=first.on,
        source=first.source,
        method=first.method,
        derivation=derivation,
        inputs=_sources(used),
        stale=stale or (day - first.on).days > measure.valid_days,
        valid_days=measure.valid_days,
        at=first.at,
    )


def settle(chosen: Chosen, candidate: Fact, same_within: float, lower_on_conflict: bool = False) -> None:
    """Puts a computed value in use, unless a reported one is as good: the newer wins, and on one day the reported.

    Muscle mass by DXA is better than by BIA, whichever is newer, as long as it is not stale. Two values of one day
    that differ by more than `same_within` are named; with `lower_on_conflict` the lower one is then used.
    """
    reported = chosen.get(candidate.name)
    if reported is None or _rank(candidate) > _rank(reported):
        winner, other = candidate, reported
    else:
        winner, other = reported, candidate
    if other is not None and other.on == winner.on and abs(other.value - winner.value) > same_within:
        if lower_on_conflict and other.value < winner.value:
            winner, other = other, winner
        winner = replace(winner, conflicts=tuple(sorted({*winner.conflicts, other.value})))
    chosen[candidate.name] = winner


def _rank(fact: Fact) -> tuple[bool, bool, date]:
    """What makes one value better than another of the same name: not stale, by the first method, newer."""
    return not fact.stale, fact.method == rule("select.asm-method").values["first"] and not fact.stale, fact.on


def _sources(inputs: Iterable[Fact | Measurement]) -> tuple[Source, ...]:
    found: list[Source] = []
    for one in inputs:
        found += one.inputs if isinstance(one, Fact) and one.derivation else (one.source,)
    return tuple(dict.fromkeys(found))


def _height_for(on: date, chosen: Chosen, series: Series) -> tuple[Fact | Measurement | None, bool]:
    """The height of a day, else the latest valid one; and whether it is of that day."""
    same_visit = [one for one in series.get("height_cm", ()) if one.on == on]
    if same_visit:
        return same_visit[-1], True
    latest = chosen.get("height_cm")
    return (None, False) if latest is None or latest.stale else (latest, False)


def _named(derivation: str, same_visit: bool) -> str:
    return derivation if same_visit else f"{derivation}-older-height"


def _body_mass_index(chosen: Chosen, series: Series, day: date) -> None:
    """From the dry weight where a valid one is known, else from the weight, and the height of the same visit."""
    dry, weight = chosen.get("dry_weight_kg"), chosen.get("weight_kg")
    use_dry = dry is not None and not dry.stale
    mass = dry if use_dry else weight
    if mass is None:
        return
    height, same_visit = _height_for(mass.on, chosen, series)
    if height is None:
        return
    value = mass.value / (height.value / _CM_PER_M) ** 2
    name = _named("bmi-dry-weight" if use_dry else "bmi", same_visit)
    fact = computed("bmi_kg_per_m2", value, name, (mass, height), day)
    if use_dry:
        chosen["bmi_kg_per_m2"] = fact
    else:
        settle(chosen, fact, rule("derive.bmi").values["same_within"])


def _muscle_by_height(chosen: Chosen, series: Series, day: date) -> None:
    mass = chosen.get("asm_kg")
    height, same_visit = _height_for(mass.on, chosen, series) if mass is not None else (None, False)
    if mass is None or height is None:
        return
    value = mass.value / (height.value / _CM_PER_M) ** 2
    fact = computed("asm_height2_kg_per_m2", value, _named("asm-height2", same_visit), (mass, height), day)
    settle(chosen, fact, rule("derive.asm-height2").values["same_within"])


def _muscle_by_bmi(chosen: Chosen, series: Series, day: date) -> None:
    """From muscle mass, or from the mass that a reported ASM/height2 and the height stand for, and body-mass index."""
    index = chosen.get("bmi_kg_per_m2")
    if index is None:
        return
    found = [_by_mass(chosen, index), _by_height2(chosen, index, series)]
    for value, name, inputs in (one for one in found if one is not None):
        fact = computed("asm_bmi_m2", value, name, inputs, day)
        settle(chosen, fact, rule("derive.asm-bmi").values["same_within"])


_Computation = tuple[float, str, tuple[Fact | Measurement, ...]]


def _by_mass(chosen: Chosen, index: Fact) -> _Computation | None:
    mass = chosen.get("asm_kg")
    if mass is None:
        return None
    return mass.value / index.value, "asm-bmi" if mass.on == index.on else "asm-bmi-older-bmi", (mass, index)


def _by_height2(chosen: Chosen, index: Fact, series: Series) -> _Computation | None:
    by_height = chosen.get("asm_height2_kg_per_m2")
    if by_height is None or by_height.derivation is not None:
        return None
    height, _ = _height_for(by_height.on, chosen, series)
    if height is None:
        return None
    value = by_height.value * (height.value / _CM_PER_M) ** 2 / index.value
    return value, "asm-bmi-by-height2", (by_height, index, height)


def _filtration(chosen: Chosen, series: Series, record: PatientRecord, day: date) -> None:
    """eGFR by every equation whose inputs are known; on one day the lower of reported and computed counts."""
    creatinine, cystatin = chosen.get("creatinine_umol_per_l"), chosen.get("cystatin_c_mg_per_l")
    both = _same_day(series.get("creatinine_umol_per_l", ()), series.get("cystatin_c_mg_per_l", ()))
    found: list[tuple[str, str, float | None, tuple[Fact | Measurement, ...]]] = []
    if creatinine is not None and (age := record.age_on(creatinine.on)) is not None:
        value = egfr_from_creatinine(creatinine.value, age, record.sex)
        found.append(("creatinine", "ckd-epi-2021", value, (creatinine,)))
    if cystatin is not None and (age := record.age_on(cystatin.on)) is not None:
        value = egfr_from_cystatin(cystatin.value, age, record.sex)
        found.append(("cystatin", "ckd-epi-2012-cystatin", value, (cystatin,)))
    if both is not None and (age := record.age_on(both[0].on)) is not None:
        value = egfr_combined(both[0].value, both[1].value, age, record.sex)
        found.append(("combined", "ckd-epi-2021-combined", value, both))
    for kind, derivation, value, inputs in found:
        if value is not None:
            fact = computed(f"egfr_{kind}_ml_per_min", value, derivation, inputs, day)
            settle(chosen, fact, rule(f"derive.egfr-{kind}").values["same_within"], lower_on_conflict=True)


def _same_day(
    first: tuple[Measurement, ...], second: tuple[Measurement, ...]
) -> tuple[Measurement, Measurement] | None:
    """The latest pair of two series that was measured on one day."""
    by_day = {one.on: one for one in first}
    return next(((by_day[one.on], one) for one in reversed(second) if one.on in by_day), None)


def _filtration_used(chosen: Chosen) -> None:
    """The eGFR that rules use: by the order of the record, unless a much newer one is lower.

    Its derivation says which it is (`egfr-combined`, `egfr-cystatin`, `egfr-creatinine`).
    """
    numbers = rule("derive.egfr-used").values
    facts = [chosen[name] for name in numbers["order"] if name in chosen]
    valid = [fact for fact in facts if not fact.stale] or facts
    if not valid:
        return
    used = valid[0]
    much_newer = [f for f in valid if (f.on - used.on).days > numbers["much_newer_days"] and f.value < used.value]
    used = min(much_newer, key=lambda fact: fact.value, default=used)
    name = "egfr_ml_per_min"
    lower = [f.value for f in valid if f is not used and f.on >= used.on and f.value < used.value]
    kind = used.name.removeprefix("egfr_").partition("_")[0]
    inputs = used.inputs or (used.source,)
    conflicts = tuple(sorted({*used.conflicts, *lower}))
    chosen[name] = replace(used, name=name, derivation=f"egfr-{kind}", inputs=inputs, conflicts=conflicts)


def _weight_loss(chosen: Chosen, series: Series, day: date) -> None:
    """The latest weight against the highest of the window before it; a gain is negative."""
    latest = chosen.get("weight_kg")
    if latest is None:
        return
    since = latest.on - timedelta(days=rule("derive.weight-loss").values["window_days"])
    before = [one for one in series.get("weight_kg", ()) if since <= one.on < latest.on]
    if not before:
        return
    highest = max(before, key=lambda one: one.value)
    loss = (highest.value - latest.value) / highest.value * _PERCENT
    name = "weight_loss_percent_6_months"
    chosen[name] = computed(name, loss, "weight-loss", (latest, highest), day)


def _sarc_calf(chosen: Chosen, sex: Sex, day: date) -> None:
    numbers = rule("derive.sarc-calf").values
    limit = next((row["below"] for row in numbers["small_calf_cm"] if row["sex"] == sex), None)
    score, calf = chosen.get("sarc_f"), chosen.get("calf_cm")
    if limit is None or score is None or calf is None:
        return
    value = score.value + (numbers["points"] if calf.value < limit else 0)
    older_first = sorted((score, calf), key=lambda fact: fact.on)
    settle(chosen, computed("sarc_calf", value, "sarc-calf", older_first, day), 0.0)


def _fall_of_pressure(chosen: Chosen, series: Series, day: date) -> None:
    """What pressure loses on standing on the latest day with both: the largest fall of that day.

    It is counted from lying; a sitting pressure, or one of no named position, stands in where none was taken lying.
    """
    numbers = rule("derive.orthostatic-drop").values
    minutes = timedelta(minutes=numbers["within_minutes"])
    for side in numbers["sides"]:
        standing = series.get(side["standing"], ())
        resting = series.get(side["resting"], ()) if standing else ()
        lying = [one for one in resting if one.side == numbers["lying"]]
        pairs = _pairs(standing, lying, minutes) or _pairs(standing, resting, minutes)
        if pairs:
            last = max(low.on for low, _ in pairs)
            today = [pair for pair in pairs if pair[0].on == last]
            low, high = max(today, key=lambda pair: pair[1].value - pair[0].value)
            chosen[side["gives"]] = computed(
                side["gives"], high.value - low.value, "orthostatic-drop", (low, high), day
            )


def _pairs(
    standing: Iterable[Measurement], resting: Iterable[Measurement], within: timedelta
) -> list[tuple[Measurement, Measurement]]:
    resting = tuple(resting)
    return [(low, high) for low in standing for high in resting if _belong_together(low, high, within)]


def _belong_together(standing: Measurement, lying: Measurement, within: timedelta) -> bool:
    """Were both taken on one day and, where both times are known, close to each other?"""
    if standing.on != lying.on:
        return False
    at, before = standing.at, lying.at
    if at is None or before is None or (at.tzinfo is None) != (before.tzinfo is None):
        return True
    return abs(at - before) <= within
