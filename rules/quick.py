"""Frozen values that are quick to make, for the few kinds of which every person needs dozens.

The `__init__` of a frozen dataclass sets each field through `object.__setattr__`, five times as slow as an assignment;
with the hundreds of fields of one assessment that was a tenth of its time. The value itself stays as it was: frozen,
compared, printed, copied and stored as its dataclass says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["changed", "quickly_made"]

Kind = TypeVar("Kind")
_READ: dict[type, tuple[Callable[[Any], tuple[Any, ...]], dict[str, int]]] = {}


def quickly_made(kind: type[Kind]) -> type[Kind]:
    """A frozen dataclass with slots whose fields are assigned while the value is still open, and closed with the last.

    Open means: of a twin class with the same slots and nothing that guards them. Raises TypeError for a class with
    default factories or slots of its bases, which it cannot fill.
    """
    known = fields(kind)  # type: ignore[arg-type]  # a dataclass
    if kind.__bases__ != (object,) or any(one.default_factory is not MISSING for one in known):
        raise TypeError(f"{kind.__name__}: only a dataclass without bases and default factories is made quickly.")
    names = [one.name for one in known]
    twin = type(f"_Open{kind.__name__}", (), {"__slots__": tuple(names)})
    made = _init(names, twin, kind)
    usual: Any = kind.__init__
    made.__defaults__, made.__annotations__ = usual.__defaults__, usual.__annotations__
    made.__qualname__ = usual.__qualname__
    kind.__init__ = made  # type: ignore[method-assign]  # the same arguments, only quicker
    _READ[kind] = attrgetter(*names), {name: place for place, name in enumerate(names)}
    return kind


if TYPE_CHECKING:  # types are checked as those of `replace`
    from dataclasses import replace as changed
else:

    def changed(value: Kind, /, **changes: Any) -> Kind:
        """`dataclasses.replace` for a value that was quickly made: all fields are read and written at once."""
        kind = type(value)
        read, places = _READ[kind]
        values = [*read(value)]
        for name, new in changes.items():
            values[places[name]] = new
        return kind(*values)


def _init(names: list[str], twin: type, kind: type) -> Any:
    """The function, written out field by field as `dataclasses` itself does: a loop would lose what is gained."""
    lines = [
        f"def __init__(self, {', '.join(names)}):",
        " _turn(self, '__class__', _twin)",
        *(f" self.{name} = {name}" for name in names),
        " self.__class__ = _kind",
    ]
    known: dict[str, Any] = {"_turn": object.__setattr__, "_twin": twin, "_kind": kind}
    exec("\n".join(lines), known)  # noqa: S102  # of field names alone
    made: Callable[..., None] = known["__init__"]
    return made
