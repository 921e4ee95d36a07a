"""Run and publish a handbook: check tables, execute chapters, build the site, compare editions."""

import sys

__version__ = "0.2.0"

# jsonschema, which Altair imports, reads a whole grammar of international addresses, and a library of dates for
# durations, where these packages are installed (JupyterLab brings them): that is most of the time that a process takes
# to start, and no schema here asks for them.
for _unused in ("rfc3987_syntax", "isoduration"):
    sys.modules.setdefault(_unused, None)  # type: ignore[arg-type]
