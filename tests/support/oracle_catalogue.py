"""What a record may hold, in both ICD worlds: codes, words, and the window that some rule asks about.

Every entry is read once through the FHIR reader, as a record system would send it; random people are made of the parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson

from fhir_profiles.reading import read_whole
from rules.facts import Allergy, Condition, Medication, Order, PatientRecord, Procedure

WHO, CM, SCT, ATC = (
    "http://hl7.org/fhir/sid/icd-10",
    "http://hl7.org/fhir/sid/icd-10-cm",
    "http://snomed.info/sct",
    "http://www.whocc.no/atc",
)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem as it is coded; `window` is the number of days that some rule asks about."""

    system: str
    code: str
    text: str
    window: int | None = None
    says: str = ""
    second: str = ""


# Dangers: how often they are drawn is set by the generator, not here.
GRAVE = (
    Problem(WHO, "I20.0", "不稳定型心绞痛", 42),
    Problem(SCT, "4557003", "Preinfarction syndrome", 42),
    Problem(WHO, "I21.9", "急性心肌梗死", 42),
    Problem(CM, "I21.4", "NSTEMI", 42),
    Problem(WHO, "I22.0", "Subsequent myocardial infarction", 42),
    Problem(SCT, "57054005", "Acute myocardial infarction", 42),
    Problem(WHO, "I50.9", "Heart failure", None, "NYHA IV"),
    Problem(WHO, "I50.9", "心力衰竭", None, "心功能IV级"),
    Problem(WHO, "I47.2", "Ventricular tachycardia"),
    Problem(SCT, "25569003", "Ventricular tachycardia"),
    Problem(WHO, "I44.2", "Complete atrioventricular block"),
    Problem(WHO, "R55", "Syncope", 28, "unexplained"),
    Problem(WHO, "I35.0", "Aortic stenosis", None, "severe"),
    Problem(WHO, "I06.0", "Rheumatic aortic stenosis", None, "重度"),
    Problem(WHO, "I71.0", "Dissection of aorta"),
    Problem(WHO, "I67.1", "Cerebral aneurysm"),
    Problem(WHO, "Q87.4", "Marfan syndrome"),
    Problem(WHO, "I30.9", "Acute pericarditis", 92),
    Problem(WHO, "I40.9", "Acute myocarditis", 92),
    Problem(WHO, "I33.0", "Infective endocarditis", 92),
    Problem(WHO, "I26.9", "Pulmonary embolism", 28),
    Problem(CM, "I82.402", "Acute deep vein thrombosis of left leg", 28),
    Problem(WHO, "A41.9", "Sepsis", 30),
    Problem(WHO, "R50.9", "Fever", 30),
    Problem(WHO, "J96.0", "Acute respiratory failure", 30),
    Problem(WHO, "J44.1", "慢性阻塞性肺病急性加重", 30),
    Problem(CM, "E11.359", "Type 2 diabetes with proliferative retinopathy"),
    Problem(CM, "E10.3591", "Type 1 diabetes with proliferative retinopathy"),
    Problem(SCT, "59276001", "Proliferative diabetic retinopathy"),
    Problem(WHO, "E11.3", "2型糖尿病性增殖性视网膜病变", second="H36.0"),
    Problem(WHO, "E11.3", "2型糖尿病性增生性视网膜病变", second="H36.0"),
    Problem(WHO, "H33.0", "Retinal detachment with break", 92),
    Problem(WHO, "H33.2", "Serous retinal detachment", 92),
    Problem(WHO, "H43.1", "Vitreous haemorrhage", 92),
    Problem(WHO, "S72.0", "股骨颈骨折", 31),
    Problem(CM, "S72.001A", "Fracture of neck of right femur", 31),
    Problem(WHO, "S52.5", "Fracture of lower end of radius", 31),
    Problem(WHO, "S22.0", "Fracture of thoracic vertebra", 31),
    Problem(WHO, "M80.0", "Postmenopausal osteoporosis with fracture", 31),
    Problem(WHO, "I61.9", "Intracerebral haemorrhage", 92),
    Problem(WHO, "S06.5", "Traumatic subdural haemorrhage", 92),
    Problem(WHO, "I63.9", "脑梗死", 92),
    Problem(SCT, "230690007", "Stroke", 92),
    Problem(WHO, "I60.9", "Subarachnoid haemorrhage", 92),
    Problem(CM, "S72.001G", "Fracture of neck of right femur, delayed healing", 183),
    Problem(WHO, "F10.0", "急性酒精中毒", 2),
    Problem(CM, "F10.129", "Alcohol abuse with intoxication", 2),
    Problem(WHO, "J69.0", "Aspiration pneumonia", 92),
    Problem(WHO, "G61.0", "Guillain-Barre syndrome", 92),
    Problem(WHO, "G12.2", "Motor neuron disease"),
    Problem(WHO, "G95.2", "Cord compression"),
    Problem(WHO, "G83.4", "Cauda equina syndrome"),
    Problem(WHO, "F05.9", "Delirium", 30),
    Problem(WHO, "F03", "Dementia", None, "severe"),
    Problem(WHO, "K40.3", "Inguinal hernia with obstruction", 30),
    Problem(WHO, "K40.9", "Inguinal hernia", None, "symptomatic"),
    Problem(WHO, "M00.9", "Septic arthritis", 30),
    Problem(WHO, "M06.9", "Rheumatoid arthritis", None, "flare"),
    Problem(WHO, "M10.9", "痛风急性发作", None),
    Problem(CM, "E11.10", "Type 2 diabetes with ketoacidosis", 30),
    Problem(WHO, "E11.1", "2型糖尿病伴有酮症酸中毒", 30),
    Problem(WHO, "E16.2", "Hypoglycaemia", 30),
    Problem(WHO, "N17.9", "Acute kidney failure", 92),
    Problem(WHO, "Z51.5", "Palliative care"),
    Problem(WHO, "E70.0", "Phenylketonuria"),
    Problem(WHO, "E72.2", "Urea cycle disorder"),
    Problem(WHO, "Z94.0", "Kidney transplant"),
)
MILDER = (
    Problem(WHO, "I25.1", "Coronary atherosclerosis"),
    Problem(WHO, "I25.2", "Old myocardial infarction"),
    Problem(WHO, "I50.9", "Heart failure", None, "NYHA II"),
    Problem(WHO, "I50.9", "心力衰竭"),
    Problem(SCT, "42343007", "Congestive heart failure"),
    Problem(WHO, "I48", "Atrial fibrillation"),
    Problem(SCT, "49436004", "Atrial fibrillation"),
    Problem(WHO, "Z95.0", "Cardiac pacemaker"),
    Problem(WHO, "I35.0", "Aortic stenosis"),
    Problem(WHO, "I71.4", "Abdominal aortic aneurysm"),
    Problem(WHO, "I27.0", "Primary pulmonary hypertension"),
    Problem(WHO, "J44.9", "COPD"),
    Problem(SCT, "13645005", "COPD"),
    Problem(WHO, "J18.9", "肺炎", 92),
    Problem(CM, "J15.9", "Bacterial pneumonia", 92),
    Problem(WHO, "E11.3", "2型糖尿病伴眼并发症", second="H36.0"),
    Problem(WHO, "E11.3", "2型糖尿病性非增殖性视网膜病变", second="H36.0"),
    Problem(CM, "E11.3393", "Moderate nonproliferative diabetic retinopathy"),
    Problem(WHO, "H36.0", "Diabetic retinopathy"),
    Problem(WHO, "E11.9", "2型糖尿病"),
    Problem(CM, "E11.65", "Type 2 diabetes with hyperglycemia"),
    Problem(SCT, "44054006", "Type 2 diabetes"),
    Problem(WHO, "M81.0", "Postmenopausal osteoporosis"),
    Problem(WHO, "M17.9", "Gonarthrosis"),
    Problem(WHO, "C79.5", "Secondary malignant neoplasm of bone"),
    Problem(WHO, "C90.0", "Multiple myeloma"),
    Problem(WHO, "I69.3", "脑梗死后遗症"),
    Problem(WHO, "G20", "Parkinson disease"),
    Problem(WHO, "F03", "Dementia"),
    Problem(WHO, "G30.9", "阿尔茨海默病", None, "轻度"),
    Problem(WHO, "I95.1", "Orthostatic hypotension"),
    Problem(WHO, "I95.1", "Orthostatic hypotension", None, "symptomatic"),
    Problem(WHO, "K40.9", "Inguinal hernia"),
    Problem(WHO, "M06.9", "Rheumatoid arthritis"),
    Problem(WHO, "M10.9", "Gout"),
    Problem(WHO, "I85.9", "Oesophageal varices"),
    Problem(WHO, "K74.6", "肝硬化"),
    Problem(WHO, "R18", "Ascites"),
    Problem(WHO, "R60.0", "Oedema"),
    Problem(CM, "N18.30", "CKD stage 3"),
    Problem(CM, "N18.4", "CKD stage 4"),
    Problem(WHO, "N18.4", "慢性肾脏病4期"),
    Problem(WHO, "N18.5", "慢性肾脏病5期"),
    Problem(CM, "N18.6", "End stage renal disease", 365),
    Problem(WHO, "Z99.2", "依赖肾透析", 365),
    Problem(SCT, "105502003", "Dependence on renal dialysis", 365),
    Problem(WHO, "W19", "Unspecified fall", 365),
    Problem(WHO, "W18", "Other fall on same level", 365),
    Problem(WHO, "R54", "Senility"),
    Problem(SCT, "248279007", "Frailty"),
    Problem(WHO, "E43", "Severe malnutrition"),
    Problem(WHO, "E46", "营养不良"),
    Problem(WHO, "L89.1", "Pressure ulcer"),
    Problem(WHO, "F10.2", "Alcohol dependence"),
    Problem(WHO, "C34.9", "Lung cancer"),
    Problem(WHO, "M62.8", "肌少症"),
    Problem(CM, "M62.81", "Muscle weakness"),
)
HARMLESS = (
    Problem(WHO, "I10", "高血压"),
    Problem(WHO, "E78.5", "Hyperlipidaemia"),
    Problem(WHO, "H25.9", "Senile cataract"),
    Problem(WHO, "K44.9", "Hiatus hernia"),
    Problem(WHO, "H33.1", "Retinoschisis"),
    Problem(WHO, "N40", "Prostatic hyperplasia"),
    Problem(CM, "M62.84", "Sarcopenia"),
    Problem(WHO, "J30.4", "Allergic rhinitis"),
    Problem(WHO, "L20.9", "Atopic dermatitis"),
)
DRUGS = (
    ("A10AB01", "Insulin"),
    ("A10BB12", "Glimepiride"),
    ("A10BA02", "Metformin"),
    ("B01AA03", "Warfarin"),
    ("B01AF01", "Rivaroxaban"),
    ("C03CA01", "Furosemide"),
    ("C03AA03", "Hydrochlorothiazide"),
    ("C09AA05", "Ramipril"),
    ("C10AA05", "Atorvastatin"),
    ("C07AB07", "Bisoprolol"),
    ("H03AA01", "Levothyroxine"),
    ("N04BA02", "Levodopa"),
    ("A02AD04", "Hydrotalcite"),
)
PROCEDURES = (
    ("Haemodialysis", 30),
    ("血液透析", 30),
    ("Vitrectomy", 42),
    ("白内障超声乳化", 42),
    ("Coronary artery bypass grafting", 84),
    ("Laparotomy", 84),
    ("Dressing change", 30),
)
ORDERS = ("Nil by mouth", "Rehabilitation", "Soft diet")
ALLERGENS = ("Milk", "Egg", "鱼", "Pollen")


def _about(resource: Json) -> Json:
    key = "patient" if resource["resourceType"] in ("AllergyIntolerance", "NutritionOrder") else "subject"
    return {"id": "x", key: {"reference": "Patient/p"}} | resource


@cache
def _read(raw: bytes) -> PatientRecord:
    whole = orjson.loads(raw)
    entries = [{"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1950-01-01"}, _about(whole)]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in entries]}
    return read_whole(orjson.dumps(bundle), NOW)


def problem_resource(one: Problem) -> Json:
    """The Condition as a record system would send it, without dates and status."""
    codes = [one.code, *([one.second] if one.second else [])]
    found: Json = {
        "resourceType": "Condition",
        "code": {"coding": [{"system": one.system, "code": code} for code in codes], "text": one.text},
    }
    if one.says:
        found["stage"] = [{"summary": {"text": one.says}}]
    return found


def drug_resource(code: str, name: str, *, given: bool = False, intravenous: bool = False) -> Json:
    """A prescription, or a dose that was given."""
    coded = {"coding": [{"system": ATC, "code": code}], "text": name}
    if not given:
        return {
            "resourceType": "MedicationRequest",
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": coded,
        }
    route = {"dosage": {"route": {"text": "intravenous" if intravenous else "oral"}}}
    return {
        "resourceType": "MedicationAdministration",
        "status": "completed",
        "medicationCodeableConcept": coded,
    } | route


def problem(one: Problem) -> Condition | None:
    """What the reader makes of it; None where no rule knows it."""
    found = _read(orjson.dumps(problem_resource(one))).conditions
    return found[0] if found else None


def drug(code: str, name: str) -> Medication | None:
    """What the reader makes of a prescription."""
    found = _read(orjson.dumps(drug_resource(code, name))).medications
    return found[0] if found else None


def given(code: str, name: str, *, intravenous: bool) -> Medication | None:
    """What the reader makes of a dose that was given today."""
    body = drug_resource(code, name, given=True, intravenous=intravenous) | {"effectiveDateTime": NOW.isoformat()}
    found = _read(orjson.dumps(body)).medications
    return found[0] if found else None


def procedure(name: str) -> Procedure | None:
    """What the reader makes of a procedure."""
    body = {"resourceType": "Procedure", "status": "completed", "code": {"text": name}}
    found = _read(orjson.dumps(body)).procedures
    return found[0] if found else None


def order(name: str) -> Order | None:
    """What the reader makes of an order."""
    found = _read(
        orjson.dumps({"resourceType": "ServiceRequest", "status": "active", "intent": "order", "code": {"text": name}})
    ).orders
    return found[0] if found else None


def allergy(name: str) -> Allergy | None:
    """What the reader makes of an allergy."""
    body = {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "category": ["food"],
        "code": {"text": name},
    }
    found = _read(orjson.dumps(body)).allergies
    return found[0] if found else None
