"""One person and the drafts on the table, as every rule on orders sees them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rules.assessment import ExercisePlan, Finding, NutritionPlan, Safety, Staging, State, Withheld
from rules.catalogue import record as rule
from rules.context import Context
from rules.drafts import DraftOrder
from rules.evidence import Evidence
from rules.facts import Facts, PatientRecord
from rules.nutrition.evidence import conditions
from rules.nutrition.guards import Examination

PERSON = "orders.person"
COMFORT = "K25."
TRAINING = "exercise"


@dataclass(frozen=True, slots=True)
class OrderCase:
    """Everything that a rule on drafted orders may ask for. `staging` is the one that prescriptions follow."""

    record: PatientRecord
    facts: Facts
    context: Context
    staging: Staging
    safety: Safety
    examined: Examination
    exercise: ExercisePlan | Withheld
    nutrition: NutritionPlan | Withheld

    def selected(self, concepts: Collection[str]) -> tuple[DraftOrder, ...]:
        """The drafts being worked on that are of one of these kinds."""
        return tuple(item for item in self.context.drafts if item.selected and item.concepts.intersection(concepts))

    def of_class(self, classes: Collection[str]) -> tuple[DraftOrder, ...]:
        """The drafts being worked on that are drugs of one of these classes."""
        return tuple(item for item in self.context.drafts if item.selected and item.classes.intersection(classes))

    def on_table(self, concepts: Collection[str]) -> bool:
        """Is an order of these kinds drafted, selected or not, or already active in the record?

        Training counts only where nothing stops it.
        """
        if self.safety.exercise in (State.STOP, State.UNKNOWN):
            concepts = set(concepts) - {TRAINING}
        drafted = any(item.concepts.intersection(concepts) for item in self.context.drafts)
        return drafted or self.record.indexes.orders.has(concepts)

    def findings(self, identifiers: Collection[str]) -> tuple[Finding, ...]:
        """The safety findings with one of these ids that act: a cleared one does not."""
        return tuple(item for item in self.safety.findings if item.id in identifiers and not item.cleared)

    @property
    def comfort_only(self) -> bool:
        """Is palliative care on record?"""
        return any(item.id.startswith(COMFORT) and not item.cleared for item in self.safety.findings)

    @property
    def muscle_at_stake(self) -> bool:
        """Is sarcopenia, or little muscle, known by measurement or on the problem list?"""
        meaning = rule(PERSON).values
        return self.staging.stage in meaning["stages"] or bool(self.record.active_conditions(*meaning["concepts"]))

    @property
    def little_muscle(self) -> tuple[Evidence, ...]:
        """The problems on record that say sarcopenia or little muscle."""
        return conditions(self.record, rule(PERSON).values["concepts"])

    @property
    def muscle_unread(self) -> tuple[str, ...]:
        """The parts of the record that would tell, and could not be read."""
        return self.record.unread(*rule(PERSON).values["needs"])
