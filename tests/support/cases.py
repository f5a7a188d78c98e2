"""How many random cases a test goes through: 2,000, or as many as `SARC_CASES` says (`make long` asks for more)."""

from __future__ import annotations

import os

CASES = int(os.environ.get("SARC_CASES", "2000"))
