"""What a plan should reach, by when, when to look again, and what a change means."""

from rules.follow_up.answer import FollowUp
from rules.follow_up.following import follow_up
from rules.follow_up.targets import Target, plan_weeks, targets

__all__ = ["FollowUp", "Target", "follow_up", "plan_weeks", "targets"]
