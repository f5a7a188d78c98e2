"""The text report of somebody in palliative care asks for no test and for nothing to be cleared (K25)."""

from __future__ import annotations

import pytest

from cds_service.assess import assess
from cds_service.cards.words import words
from cds_service.documents import report_text
from rules.catalogue import LANGUAGES
from tests.support.assessments import asked
from tests.support.fhir_resources import observation, record_of
from tests.support.moments import problem
from tests.support.nutrition import context

THIN = (
    observation("83174-3", 9, "kg", id="o83174-3"),
    observation("29463-7", 41, "kg", id="o29463-7"),
    observation("8302-2", 155, "cm", id="o8302-2"),
)


def report(language: str, *problems: object) -> str:
    told = report_text.text(assess(record_of(*THIN, *problems), context()), asked(language))  # type: ignore[arg-type]
    return "".join(told.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_palliative_care_nothing_is_to_be_measured_or_cleared(language: str) -> None:
    w = words(language)
    told, usual = report(language, problem("Z51.5", "Palliative care")), report(language)
    assert "".join(w.plain(w.say("safety_card.comfort_headline")).split())[:9] in told
    for said in (
        w.say("heading.clear"),
        w.say("heading.measure_next"),
        w.say("nutrition_card.option_clear")[:12],
        w.say("K18.underweight_undecided"),
        w.clinical("clear_first", "refeeding_history")[:10],
    ):
        assert "".join(said.split()) not in told
    assert "".join(w.say("heading.measure_next").split()) in usual
    assert "".join(w.say("K18.underweight_undecided").split()) in usual
