"""The risk of falling: strata, scales, drugs, fall of pressure and early warnings."""

from rules.falls.answer import FallRisk, OddsRatio, Reason, RiskDrug, Scale, Screen, Stratum
from rules.falls.risk import fall_risk

__all__ = ["FallRisk", "OddsRatio", "Reason", "RiskDrug", "Scale", "Screen", "Stratum", "fall_risk"]
