"""Every safety rule as it was last looked through: how strict, how urgent, what it changes (`rules.csv`).

A rule that changes changes this table too, so that whoever reviews it sees the whole list in the order of urgency.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from cds_service.locale import interface_words
from rules.catalogue import LANGUAGES, records, words
from rules.safety.rule import rules

TABLE = Path(__file__).parent / "rules.csv"
FORBIDDEN = {
    "en": re.compile(
        r"bed ?rest|stay in bed|complete rest|\bfasting\b(?! glucose)|\bfast (for|until|before|overnight)\b"
        r"|\b(stop|discontinue|withhold|pause|reduce|lower|halve|end|skip)(s|ping)? "
        r"(the |this |your |any |all |taking )*(drug|medicine|medication|statin|insulin|dose|tablet|warfarin"
        r"|anticoagulant|diuretic|beta-blocker|steroid|glucocorticoid|opioid|benzodiazepine|antidepressant)",
        re.IGNORECASE,
    ),
    "zh-CN": re.compile(r"卧床休息|绝对卧床|静卧|应?禁食(?!医嘱)|停药|停用|停服|减药|减量用药|自行调整"),
}
# Phrases that only repeat what somebody else is about to order.
REPEATED = {"orders.bed_rest"}


def test_every_rule_is_in_the_reviewed_table_as_it_stands() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        reviewed = [tuple(row.values()) for row in csv.DictReader(file)]
    known = [
        (
            rule.id,
            rule.severity.value,
            str(rule.urgency),
            " ".join(rule.changes),
            rule.when_cleared,
            records()[rule.id].says["en"],
        )
        for rule in sorted(rules(), key=lambda rule: (rule.urgency, rule.id))
    ]
    assert known == reviewed


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_of_the_whole_service_advises_bed_rest_fasting_or_the_end_of_a_drug(language: str) -> None:
    said = {name: phrase[language] for name, phrase in words().items()} | dict(interface_words(language))
    found = {name: text for name, text in said.items() if FORBIDDEN[language].search(text)}
    assert found.keys() <= REPEATED
