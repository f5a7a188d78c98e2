"""Who answers for the rules: a site's signatures, archived rule sets, and what a changed rule set would change."""
