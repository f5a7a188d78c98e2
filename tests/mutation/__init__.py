"""Moves every number of the rule records by one step and flips every comparator: some test has to notice each time."""
