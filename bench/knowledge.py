"""All knowledge, and the cards, by themselves: CPU of assessing one person and of writing the cards, without a server.

Three made-up people: plain (little on record), typical (the small body) and crowded (the large body, with a problem
list and drugs of many kinds). The least of many short runs counts, for other work on the machine only ever adds.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from bench.apps import AS_OF, GC_THRESHOLDS, read
from bench.bodies import CROWDED, PLAIN, TYPICAL, request_of
from cds_service.assess import assess
from cds_service.cards import CardRequest, answer
from rules.assessment import Assessment
from rules.catalogue import LANGUAGES
from rules.context import Context
from rules.facts import PatientRecord

PEOPLE = {"plain": PLAIN, "typical": TYPICAL, "crowded": CROWDED}
GOALS_MS = {"all knowledge": 0.3, "cards": 0.6}
WARM_UP = 50
RUNS, REPEATS = 300, 3
CONTEXT = Context(as_of=AS_OF)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one person costs in CPU ms: everything that is known of them, and the cards in the slower language."""

    knowledge_ms: float
    cards_ms: float
    cards: int


def asked(language: str) -> CardRequest:
    """What a doctor asks of the cards."""
    record_id = "6f1f3c1e-5a0e-4f53-9d2e-0d6f1f6e2b11"
    return CardRequest(record_id, "p1", "Practitioner/1", None, language, frozenset(), True, "https://cds.example.org")


def least_ms(run: Callable[[], object]) -> float:
    """The CPU ms of one run: the least of many."""
    for _ in range(WARM_UP):
        run()
    taken = []
    for _ in range(RUNS):
        began = time.thread_time_ns()
        for _ in range(REPEATS):
            run()
        taken.append(time.thread_time_ns() - began)
    return min(taken) / REPEATS / 1e6


def cost(record: PatientRecord) -> Cost:
    """What this person costs. Each run gets a record of its own, as each request does: nothing of it is remembered."""
    assessment = assess(record, CONTEXT)
    cards = answer(assessment, asked(LANGUAGES[0])).cards
    return Cost(
        knowledge_ms=least_ms(lambda: assess(replace(record), CONTEXT)),
        cards_ms=max(least_ms(_writing(assessment, language)) for language in LANGUAGES),
        cards=len(cards),
    )


def _writing(assessment: Assessment, language: str) -> Callable[[], object]:
    request = asked(language)
    return lambda: answer(assessment, request)


def main() -> int:
    """Measure every person and print one line a piece beside its goal."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    costs = {name: cost(read(request_of(person))) for name, person in PEOPLE.items()}
    gc.unfreeze()
    print("CPU ms, warm           " + "".join(f"{name:>10}" for name in costs) + f"{'goal':>10}")
    rows = {"all knowledge": [one.knowledge_ms for one in costs.values()]}
    rows["cards"] = [one.cards_ms for one in costs.values()]
    for name, found in rows.items():
        print(f"  {name:<21}" + "".join(f"{value:10.3f}" for value in found) + f"{GOALS_MS[name]:10.3f}")
    print(f"  {'(cards written)':<21}" + "".join(f"{one.cards:10}" for one in costs.values()) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
