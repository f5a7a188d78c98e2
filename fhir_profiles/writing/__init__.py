"""An assessment as draft FHIR resources (R4): plain dicts, proven valid in tests, written by pure functions.

Every draft has status `draft` and intent `order` (a goal is `proposed`): a clinician signs. References between drafts
are `urn:uuid:<id>`, so a client creates the resources of one suggestion as one transaction.
"""

from fhir_profiles.writing.care_plan import care_plan
from fhir_profiles.writing.context import BASE, DraftContext, Resource
from fhir_profiles.writing.exercise import exercise_request
from fhir_profiles.writing.goals import function_goal, protein_goal
from fhir_profiles.writing.ids import ids_in
from fhir_profiles.writing.measurement import measurement_request
from fhir_profiles.writing.nutrition import NutritionText, nutrition_order
from fhir_profiles.writing.transaction import transaction

__all__ = [
    "BASE",
    "DraftContext",
    "NutritionText",
    "Resource",
    "care_plan",
    "exercise_request",
    "function_goal",
    "ids_in",
    "measurement_request",
    "nutrition_order",
    "protein_goal",
    "transaction",
]
