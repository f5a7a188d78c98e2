"""One person's record in, one assessment out: the story that every caller shares. No input or output, no HTTP."""

from __future__ import annotations

from dataclasses import replace

from rules import (
    catalogue,
    eligibility,
    exercise,
    falls,
    follow_up,
    moments,
    nutrition,
    risk,
    safety,
    selection,
    staging,
)
from rules.assessment import Assessment, Patient, Standing
from rules.context import Context, Criteria
from rules.facts import PatientRecord, ReadState
from rules.signing import signatures_behind

NOT_APPLICABLE = "not_applicable"


def assess(record: PatientRecord, context: Context) -> Assessment:
    """Stage the person, look for danger, prescribe what is safe, and say what is not known."""
    day = context.day
    selected = selection.select(record, day)
    facts = selected.facts
    standing = eligibility.standing(record, day)
    plain = Assessment(
        as_of=day,
        patient=Patient(facts.age_years, record.sex),
        standing=standing,
        facts=facts,
        ignored=(*record.ignored, *selected.ignored),
        unread=tuple(sorted(part for part, state in record.reads.items() if state is ReadState.UNREAD)),
        unread_reasons=record.unread_reasons,
        rules_version=catalogue.version(),
    )
    if standing is not Standing.ASSESSED:
        return replace(plain, occasion=moments.occasion(record, plain, context, None))

    site = context.site
    cautions = eligibility.cautions(record, day)
    stage = staging.stage(facts, site.criteria, site.mass_index, cautions)
    dosing_stage = stage
    if stage.stage == NOT_APPLICABLE and site.criteria is Criteria.AWGS2019:
        dosing_stage = staging.stage(facts, Criteria.AWGS2025, site.mass_index, cautions)

    examined = nutrition.examine(record, facts, context)
    exercise_findings = safety.exercise_findings(record, facts, context, examined.seen.refeeding)
    found = safety.combine((*exercise_findings, *examined.findings))
    training = exercise.prescribe(record, facts, dosing_stage, found, context)
    eating = nutrition.prescribe(record, facts, dosing_stage, found, context, examined)
    assessed = replace(
        plain,
        staging=stage,
        dosing_staging=None if dosing_stage is stage else dosing_stage,
        triggers=staging.screening_triggers(record, facts, stage),
        safety=found,
        exercise=training,
        nutrition=eating,
        falls=falls.fall_risk(record, facts, context),
        follow_up=follow_up.follow_up(record, facts, dosing_stage, training, eating, context),
        risk_factors=(factors := risk.risk_factors(record, facts, dosing_stage, context)),
        origin=risk.origin(record, facts, dosing_stage, factors),
        signatures=signatures_behind(context, training, eating),
    )
    around = moments.occasion(record, assessed, context, examined)
    return assessed if around is None else replace(assessed, occasion=around)
