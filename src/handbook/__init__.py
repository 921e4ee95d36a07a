"""Run and publish a handbook: check tables, execute chapters, build the site, compare editions."""

import sys

__version__ = "0.2.0"

# jsonschema, which Altair imports, reads a whole grammar of international addresses where this package is installed
# (JupyterLab brings it): that is most of the time that a process takes to start, and no schema here asks for it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
