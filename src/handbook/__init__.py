"""Run and publish a handbook: check tables, execute chapters, build the site, compare editions."""
