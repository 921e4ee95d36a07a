"""Run and publish a handbook: check tables, execute chapters, build the site, compare editions."""

__version__ = "0.2.0"
