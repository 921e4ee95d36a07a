"""What the process that commands are forked from has done: it has imported libraries, which stay; see ``commands``.

No collection of garbage looks for what of them could go, neither while they are imported nor in a fork.
"""

import gc
import importlib

gc.disable()

for library in (
    "altair",
    "babel",
    "frictionless",
    "handbook.cli.site",
    "handbook.publish.execute",
    "handbook.publish.pages",
    "handbook.site",
    "IPython",
    "ipykernel.kernelapp",
    "jupyter_book.sphinx",
    "myst_nb.sphinx_",
    "nbclient",
    "openpyxl",
    "pandas",
    "papermill",
    "sphinx_book_theme",
    "sphinxcontrib.bibtex",
):
    importlib.import_module(library)
importlib.import_module("handbook.publish.pages").load_sphinx()

# The extension for the contents looks through all objects that the collector knows.
gc.collect()
gc.freeze()
gc.set_threshold(100_000, 20, 50)
gc.enable()
