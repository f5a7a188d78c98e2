"""The lines about following up: what has changed, what became of the stage, and when to look again at what."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from cds_service.cards.shared import fact_value, shown_staging, stage_words
from cds_service.cards.words import Words
from rules.assessment import Assessment
from rules.evidence import Evidence
from rules.follow_up.answer import Change, Direction, FollowUp, Outcome, Recheck, Review, ReviewState, Verdict
from rules.measures import measures

LOOK_AHEAD = (ReviewState.PLANNED, ReviewState.OVERDUE, ReviewState.DUE, ReviewState.LATER)
_PLAIN_SIGN = {True: "+", False: "−"}


def results(assessment: Assessment, w: Words) -> tuple[str, ...]:
    """What following up has shown, for the stage card."""
    course = assessment.follow_up
    return () if course is None else tuple(_results(course, assessment, w))


def schedule(assessment: Assessment, w: Words) -> tuple[str, ...]:
    """When to look again and at what, for the exercise card."""
    course = assessment.follow_up
    if course is None or not course.reviews:
        return ()
    ahead = tuple(_review(review, w) for review in course.reviews if review.state in LOOK_AHEAD)
    after = (w.say("follow_up_card.after", months=course.then_months),) if course.then_months else ()
    return (w.say("follow_up.session"), *ahead, *after, w.say("follow_up_card.at_once"))


def rules_behind(assessment: Assessment) -> tuple[str, ...]:
    """The records behind the changes that the stage card tells."""
    course = assessment.follow_up
    return () if course is None else tuple(change.rule for change in course.changes)


def _results(course: FollowUp, assessment: Assessment, w: Words) -> Iterator[str]:
    if course.at_once:
        yield w.say(
            "follow_up_card.look_again", causes=w.listed(_cause(item.id, item.evidence, w) for item in course.at_once)
        )
    staging = shown_staging(assessment)
    if course.stage_before_band and staging is not None:
        stage = stage_words(staging.criteria, course.stage_before_band, w)
        yield w.say("course.birthday", stage=stage)
    if course.started is not None:
        yield w.say("follow_up_card.started", day=w.day(course.started))
    yield from (_change(item, w) for item in course.changes)
    if course.outcome is not None:
        yield _outcome(course.outcome, w)
    if course.response is not None:
        yield w.say(f"response.{course.response}")
    if course.recheck:
        yield w.say("follow_up_card.recheck", points=w.clauses(_recheck(item, w) for item in course.recheck))


def _cause(name: str, evidence: tuple[Evidence, ...], w: Words) -> str:
    days = dict.fromkeys(item.on.isoformat() for item in evidence if item.on)
    return w.say(f"look_again.{name}") + w.bracket(w.listed(days))


def _change(change: Change, w: Words) -> str:
    before, now = change.before, change.now
    sign = _PLAIN_SIGN[change.change > 0] if change.change else ""
    return w.say(
        "follow_up_card.change",
        measure=w.measure(change.measure),
        before=w.quantity(before.value or 0.0, change.unit),
        before_day=w.day(before.on),
        now=w.quantity(now.value or 0.0, change.unit),
        now_day=w.day(now.on),
        change=sign + w.quantity(abs(change.change), change.unit),
        verdict=_verdict(change, w),
    )


def _verdict(change: Change, w: Words) -> str:
    if change.verdict is Verdict.NOT_COMPARABLE:
        return w.say("change_verdict.not_comparable")
    if change.direction is Direction.SAME:
        return w.say("change_verdict.same")
    return w.say(f"change_verdict.{change.verdict}_{change.direction}")


def _outcome(outcome: Outcome, w: Words) -> str:
    return w.paragraph([w.say(f"course.{outcome.course}"), *(w.say(f"course.{note}") for note in outcome.notes)])


def _recheck(item: Recheck, w: Words) -> str:
    known = item.fact
    value = "" if known is None else w.bracket(w.aside([fact_value(known, w), w.day(known.on)]))
    return w.say(f"recheck.{item.id}") + value


def _review(review: Review, w: Words) -> str:
    when = w.clause(w.say(review.rule))
    if review.due is not None:
        when += w.bracket(w.aside([w.day(review.due), w.say(f"review_state.{review.state}")]))
    return f"{when}{w.say('glue.colon')}{_items(review.items, w)}"


@lru_cache(maxsize=512)
def _items(names: tuple[str, ...], w: Words) -> str:
    return w.listed(_item(name, w) for name in names)


def _item(name: str, w: Words) -> str:
    return w.inner(w.measure(name)) if name in measures() else w.say(f"review_item.{name}")
