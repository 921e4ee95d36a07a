"""What the process that commands are forked from does once, beside importing libraries; see ``commands``."""

import gc

from handbook.publish import pages

pages.load_sphinx()
# The extension for the contents looks through all objects that the collector knows.
gc.collect()
gc.freeze()
