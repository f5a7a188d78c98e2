"""A sample day as text for a terminal: a table by meal, its sums, exchanges and notes."""

from __future__ import annotations

from collections.abc import Iterator

from cds_service.cards.words import Words
from cds_service.documents.plain_text import columns, padded, wrapped
from cds_service.meals.view import FoodLine, SampleDayView

_HEADINGS = ("food", "portion", "grams", "protein", "energy")


def sample_day_text(view: SampleDayView, w: Words) -> str:
    """The day under its title, or the reasons for which there is none."""
    if view.reasons:
        return "\n".join(wrapped(reason) for reason in view.reasons)
    return "\n".join([*_table(view, w), "", *_exchanges(view, w), *_notes(view, w)])


def _table(view: SampleDayView, w: Words) -> Iterator[str]:
    rows = list(_rows(view, w))
    widths = [max(columns(row[at]) for row in rows if len(row) > 1) for at in range(len(_HEADINGS))]
    for row in rows:
        if len(row) == 1:
            yield f"  {row[0]}"
        else:
            yield ("  " + "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True))).rstrip()


def _rows(view: SampleDayView, w: Words) -> Iterator[tuple[str, ...]]:
    """The cells of every line; a line of one cell is a meal's name."""
    yield tuple(w.say(f"sample_day.{name}") for name in _HEADINGS)
    for meal in view.meals:
        yield (f"{meal.name}{w.bracket(meal.leucine)}",)
        yield from (_cells(line, "  ") for line in meal.lines)
        yield _cells(meal.total, "  ")
    if view.total is not None:
        yield _cells(view.total, "")


def _cells(line: FoodLine, indent: str) -> tuple[str, ...]:
    return (f"{indent}{line.food}", line.portion, line.grams, line.protein, line.energy)


def _exchanges(view: SampleDayView, w: Words) -> Iterator[str]:
    if view.exchanges:
        yield wrapped(w.say("sample_day.exchanges"))
    for line in view.exchanges:
        yield wrapped(w.say("sample_day.exchange", food=line.food, choices=line.choices), "  - ", "    ")


def _notes(view: SampleDayView, w: Words) -> Iterator[str]:
    yield from (wrapped(note, "  - ", "    ") for note in view.notes)
    yield wrapped(w.say("sample_day.sources", sources=w.listed(view.sources)))
