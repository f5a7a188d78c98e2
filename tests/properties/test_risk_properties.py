"""What holds for the risk factors of everybody, whatever stands in the record."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rules.answers import Answer
from rules.facts import ReadState
from rules.risk.factor import Strength
from rules.risk.rule import PARTS, factors
from tests.support.records import Person, Thing, condition, done, drug, in_hospital, person
from tests.support.risk import all_of, known

NAMES = {kind: sorted({name for one in factors() for sign in one.signs if sign.finds == kind for name in sign.names})
         for kind in ("condition", "drug", "procedure", "value")}  # fmt: skip
VALUES = {"bmi_kg_per_m2": (12, 45), "mna_sf": (0, 14), "albumin_g_per_l": (15, 55), "haemoglobin_g_per_l": (60, 170),
          "egfr_ml_per_min": (5, 120), "sleep_hours_per_day": (2, 14), "crp_mg_per_l": (0, 90), "moca": (0, 30),
          "hba1c_percent": (4, 14), "barthel": (0, 100), "igf1_ng_per_ml": (10, 300)}  # fmt: skip

things = st.lists(
    st.one_of(
        st.builds(condition, st.sampled_from(NAMES["condition"]), days=st.none() | st.integers(0, 9000)),
        st.builds(drug, st.sampled_from(NAMES["drug"]), active=st.booleans()),
        st.builds(done, st.sampled_from(NAMES["procedure"]), days=st.integers(0, 400)),
        st.just(in_hospital()),
    ),
    max_size=12,
)
values = st.fixed_dictionaries(
    {}, optional={name: st.integers(low, high).map(float) for name, (low, high) in VALUES.items()}
)


@st.composite
def people(draw: st.DrawFn) -> Person:
    """Anybody: problems, drugs, operations, values, either sex, some parts unread."""
    who = person(*draw(things), sex=draw(st.sampled_from(["male", "female"])), **draw(values))
    return who.unread(*draw(st.lists(st.sampled_from(PARTS), unique=True, max_size=3)))


@given(people())
def test_every_factor_is_answered_exactly_once(who: Person) -> None:
    assert sorted(one.id for one in all_of(who)) == sorted(factor.id for factor in factors())


@given(people())
def test_found_comes_first_then_modifiable_then_strong(who: Person) -> None:
    order = [Answer.MET, Answer.NOT_KNOWN, Answer.NOT_MET]
    keys = [
        (order.index(one.answer), one.lowers, not one.modifiable, list(Strength).index(one.strength))
        for one in all_of(who)
    ]
    assert keys == sorted(keys)


@given(people(), st.sampled_from(PARTS))
def test_a_part_that_was_not_read_never_turns_not_known_into_absent_nor_makes_a_factor_disappear(
    who: Person, part: str
) -> None:
    read = replace(who, record=replace(who.record, reads={**who.record.reads, part: ReadState.READ}))
    before, after = known(read), known(who.unread(part))
    for name, one in before.items():
        if one.answer is not Answer.NOT_MET:
            assert after[name].answer is one.answer
        else:
            assert after[name].answer in (Answer.NOT_MET, Answer.NOT_KNOWN)


@given(people(), st.randoms(use_true_random=False))
def test_the_order_of_the_record_changes_no_answer(who: Person, random: st.random_module) -> None:  # type: ignore[valid-type]  # hypothesis hands a Random
    shuffled = list(who.record.conditions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands a Random
    other = replace(who, record=replace(who.record, conditions=tuple(shuffled)))
    assert [(one.id, one.answer) for one in all_of(who)] == [(one.id, one.answer) for one in all_of(other)]


@given(people(), things)
def test_another_problem_or_drug_never_takes_away_what_was_found(who: Person, more: list[Thing]) -> None:
    extra = person(*more).record
    record = who.record
    fuller = replace(
        who,
        record=replace(
            record,
            conditions=record.conditions + extra.conditions,
            medications=record.medications + extra.medications,
            procedures=record.procedures + extra.procedures,
        ),
    )
    after = known(fuller)
    for name, one in known(who).items():
        if one.answer is Answer.MET:
            assert after[name].answer is Answer.MET


@given(people())
def test_what_is_found_shows_its_evidence_and_what_is_absent_shows_none(who: Person) -> None:
    for one in all_of(who):
        if one.answer is Answer.MET and one.id != "risk.male_sex":
            assert one.evidence
        if one.answer is Answer.NOT_MET:
            assert (one.evidence, one.unread, one.ask) == ((), (), ())
