"""Run and publish a handbook: check tables, execute chapters, build the site, compare editions."""

import sys

__version__ = "0.2.0"

# jsonschema, which Altair imports, reads a whole grammar of international addresses, and a library of dates for the
# lengths of times, where these packages are installed (JupyterLab brings them): that is most of the time that a process
# takes to start, and no schema here asks for them.
for _grammar in ("rfc3987_syntax", "isoduration"):
    sys.modules.setdefault(_grammar, None)  # type: ignore[arg-type]
