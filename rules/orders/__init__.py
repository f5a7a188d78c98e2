"""What a drafted order means for this person's muscle: what speaks against it, and what it already does."""

from rules.orders.concern import Concern
from rules.orders.judge import concerns

__all__ = ["Concern", "concerns"]
