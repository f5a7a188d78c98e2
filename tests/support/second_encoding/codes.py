"""Codes of the problems that more than one table asks about: ICD-10 of both worlds by their beginning, SNOMED whole."""

from __future__ import annotations

MEDICINES = ("MedicationRequest", "MedicationStatement")
HEART_FAILURE = ("I50", "84114007", "42343007")
OEDEMA = ("R60", "267038008")
DIABETES = ("E08", "E09", "E10", "E11", "E12", "E13", "E14", "44054006", "59276001")
KETOACIDOSIS = tuple(
    f"{kind}.{digit}" for kind in ("E08", "E09", "E10", "E11", "E12", "E13", "E14") for digit in ("1", "64")
)
DEMENTIA = ("F00", "F01", "F02", "F03", "G30", "52448006", "26929004")
FRAILTY = ("R54", "248279007", "404904002")
FALL = ("W0", "W1", "217082002")
SYNCOPE = ("R55", "271594007")
HIP = ("S72.0", "S72.1", "S72.2", "5913000")
FRACTURES = ("S22", "S32", "S42", "S52", "S72", "S82", "M80", "M84.4", "5913000")
PNEUMONIA = ("J12", "J13", "J14", "J15", "J16", "J17", "J18", "J69.0", "233604007")
DIALYSIS = ("Z99.2", "N18.6", "105502003", "46177005")
ADVANCED_KIDNEY_DISEASE = ("N18.4", "N18.5", "431857002", "433146000")
ACUTE_KIDNEY_INJURY = ("N17", "14669001")
CIRRHOSIS = ("K70.3", "K74.6", "19943007")
