"""Whether a run of tests reads everything of a kind (`make thorough`) where a usual one reads a few of each kind."""

import os

THOROUGH = os.environ.get("HANDBOOK_THOROUGH", "") not in {"", "0"}
