"""Whether rules may dose here and now: signed by this site where they need it, and valid on the day.

Rules that restrict are not asked: they act whatever their grade, and nothing here can loosen one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rules.assessment import ExercisePlan, NutritionPlan, Withheld
from rules.catalogue import Record
from rules.catalogue import record as rule
from rules.context import Context, Signature

UNSIGNED, NOT_VALID = "unsigned_rule", "rule_not_valid"
_SETTLED_BY = {UNSIGNED: "site_signature", NOT_VALID: "valid_rule"}
_KEPT = 1024  # sets of rules, and not of people, that are kept as worked out


@dataclass(frozen=True, slots=True)
class Signing:
    """How some rules stand on one day, by their ids: those that need a signature and have it, those that need one and
    lack it, and those that do not apply on that day.
    """

    signed: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()
    not_valid: tuple[str, ...] = ()

    @property
    def in_the_way(self) -> tuple[str, str] | None:
        """What keeps a dose back, and the first rule that it is about; no signature helps a rule that is not valid."""
        if self.not_valid:
            return NOT_VALID, self.not_valid[0]
        return (UNSIGNED, self.unsigned[0]) if self.unsigned else None


def signing(rules: Iterable[Record], context: Context) -> Signing:
    """How some rules stand at this site on the day of a context."""
    return _signing(tuple([one.id for one in rules]), context.site.signed_rules, context.day, False)


def numbers_signing(rules: Iterable[str], context: Context) -> Signing:
    """The same for rules of which every one needs a signature before its unchecked numbers are shown."""
    return _signing(tuple(rules), context.site.signed_rules, context.day, True)


@lru_cache(maxsize=_KEPT)
def _signing(rules: tuple[str, ...], given: frozenset[str], day: date, each: bool) -> Signing:
    known = [rule(name) for name in rules]
    needed = [one.id for one in known if each or one.needs_signature]
    return Signing(
        signed=tuple(name for name in needed if name in given),
        unsigned=tuple(name for name in needed if name not in given),
        not_valid=tuple(one.id for one in known if not one.is_valid_on(day)),
    )


def held_because(rules: Iterable[Record], context: Context) -> str:
    """Why these rules may give no amount here, or nothing: in production they may only if signed and valid."""
    found = signing(rules, context).in_the_way if context.site.production else None
    return "" if found is None else found[0]


def withheld(found: Signing, context: Context) -> Withheld | None:
    """Why a plan that rests on such rules is withheld in production, and what settles it; None where it is not."""
    why = found.in_the_way if context.site.production else None
    return None if why is None else Withheld((why[0],), (_SETTLED_BY[why[0]],), why[1])


def signatures_behind(
    context: Context, *plans: ExercisePlan | NutritionPlan | Withheld | None
) -> tuple[Signature, ...]:
    """The site's signatures that plans rest on, in the order in which the site holds them."""
    given = context.site.signatures
    names = {name for plan in plans if isinstance(plan, ExercisePlan | NutritionPlan) for name in plan.signed_rules}
    return tuple([one for one in given if one.rule in names]) if given and names else ()
