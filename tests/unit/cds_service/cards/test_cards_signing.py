"""Who signed the doses stands over a plan, in both languages and safely; rules out of date are named."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import orjson
import pytest

from cds_service.cards import answer
from cds_service.cards.signing import banner, out_of_date
from cds_service.cards.words import words
from cds_service.documents.assessment_json import document
from rules.assessment import Withheld
from rules.catalogue import record
from rules.context import Criteria, Signature
from rules.signing import NOT_VALID, UNSIGNED
from tests.support.assessments import LANGUAGES, asked, assessment, exercise_plan, nutrition_plan

RULE, OTHER, EATING = "exercise.programme_c", "exercise.level", "nutrition.meals"


def detail_of(kind: str, language: str, **changes: object) -> str:
    """The text of one kind of card."""
    cards = answer(assessment(**changes), asked(language)).cards
    (found,) = (str(card["detail"]) for card in cards if card["source"]["topic"]["code"] == kind)
    return found


def signature(rule: str, by: str = "Dr Example", day: date = date(2026, 5, 3)) -> Signature:
    return Signature(rule, record(rule).digest, "0123456789ab", by, day)


def over(*given: Signature, language: str = "en", production: bool = False, **plan: object) -> str:
    made = exercise_plan(**{"signed": True, "signed_rules": (RULE, OTHER)} | plan)
    whole = assessment(exercise=made, signatures=given)
    return banner(made, whole, asked(language, unsigned_banner=not production), words(language))


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", r"Doses signed for this site by Dr Example on 2026-05-03."),
        ("zh-CN", "本院已签署以下剂量：Dr Example，2026-05-03。"),
    ],
)
@pytest.mark.parametrize("production", [False, True])
def test_signed_doses_name_who_signed_them_and_when_in_place_of_the_unsigned_banner(
    language: str, line: str, production: bool
) -> None:
    assert over(signature(RULE), signature(OTHER), language=language, production=production) == line


def test_every_signer_and_day_is_named_once_in_order() -> None:
    given = (signature(RULE, "Dr B"), signature(OTHER, "Dr B"), signature("tempo.controlled", "Dr A", date(2026, 6, 1)))
    said = over(*given, signed_rules=(RULE, OTHER, "tempo.controlled"))
    assert said == "Doses signed for this site by Dr A on 2026-06-01; Dr B on 2026-05-03."


def test_a_signature_under_a_rule_that_the_plan_does_not_rest_on_is_not_told() -> None:
    assert over(signature(EATING)) == ""
    assert over() == ""


@pytest.mark.parametrize("attack", ["<script>alert(1)</script>", "[x](http://evil.example)", "**bold** | `code`"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_of_a_signer_is_plain_text(attack: str, language: str) -> None:
    said = over(signature(RULE, attack), language=language)
    assert re.findall(r"(?<!\\)[<>\[\]*`|]", said) == []
    assert "\\" in said


def test_a_plan_with_an_unsigned_dose_keeps_its_banner_whoever_signed_the_others() -> None:
    said = over(signature(RULE), signed=False, signed_rules=(RULE,))
    assert said.startswith("**Unsigned.**")
    assert "Dr Example" not in said
    assert over(signature(RULE), signed=False, signed_rules=(RULE,), production=True) == ""


@pytest.mark.parametrize(("language", "named"), [("en", "**Out of date.**"), ("zh-CN", "**已过有效期**")])
def test_rules_out_of_date_are_named_over_the_plan(language: str, named: str) -> None:
    said = over(language=language, not_valid=(RULE,))
    assert said.startswith(named)
    assert record(RULE).says[language].rstrip(".。") in said
    assert named not in over(language=language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 7, 1), None, ["2026-07-01"]),
        (None, date(2026, 4, 30), ["2026-04-30"]),
        (date(2026, 3, 1), date(2026, 4, 30), ["2026-03-01", "2026-04-30"]),
    ],
)
def test_a_plan_withheld_for_a_rule_out_of_date_names_it_with_its_days(
    language: str, first: date | None, last: date | None, days: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = replace(record(RULE), valid_from=first, valid_until=last)
    monkeypatch.setattr("cds_service.cards.signing.record", lambda name: old if name == RULE else record(name))
    held = Withheld((NOT_VALID,), ("valid_rule",), RULE)
    said = out_of_date(held, words(language))
    assert [day for day in days if day not in said] == []
    assert said in detail_of("exercise", language, exercise=held)
    assert out_of_date(Withheld((UNSIGNED,), ("site_signature",), RULE), words(language)) == ""
    assert out_of_date(Withheld((NOT_VALID,), (), ""), words(language)) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "rule", "plan"), [("exercise", RULE, exercise_plan), ("nutrition", EATING, nutrition_plan)]
)
def test_both_cards_say_who_signed(kind: str, rule: str, plan: object, language: str) -> None:
    made = plan(signed=True, signed_rules=(rule,))  # type: ignore[operator]
    told = detail_of(kind, language, **{kind: made}, signatures=(signature(rule),))
    assert (
        "> "
        + words(language).say(
            "banner.signed", signatures=words(language).say("banner.signature", by="Dr Example", on="2026-05-03")
        )
        in told
    )


def test_the_document_holds_the_signatures_and_the_rules_of_each_plan() -> None:
    whole = assessment(
        exercise=exercise_plan(signed=True, signed_rules=(RULE,), not_valid=(OTHER,)), signatures=(signature(RULE),)
    )
    written = orjson.loads(orjson.dumps(document(whole, [], {}, Criteria.AWGS2019)))
    assert (written["exercise"]["signed_rules"], written["exercise"]["not_valid"]) == ([RULE], [OTHER])
    (one,) = written["signatures"]
    assert (one["rule"], one["given_by"], one["given_on"]) == (RULE, "Dr Example", "2026-05-03")
    bare = document(assessment(exercise=exercise_plan()), [], {}, Criteria.AWGS2019)
    assert "signatures" not in bare
