"""Risk factors of sarcopenia in a record, each with its published association, and what to do about it."""

from rules.risk.analysis import risk_factors
from rules.risk.factor import Effect, Origin, RiskFactor
from rules.risk.origin import origin

__all__ = ["Effect", "Origin", "RiskFactor", "origin", "risk_factors"]
