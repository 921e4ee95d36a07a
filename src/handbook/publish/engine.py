"""Execute a notebook inside this process: IPython without a kernel.

Starting a kernel costs ten times what a chapter works; a process that has pandas and Altair loaded and forks
itself per chapter pays neither start nor imports. The outputs are those of a kernel (a test compares them).
papermill knows it as the engine ``inprocess``; where a process cannot be forked, chapters run in kernels.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import pkgutil
import re
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_output
from traitlets import Any as AnyTrait
from traitlets.config import Config

__all__ = ["CellError", "execute"]

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


SECONDS = "HANDBOOK_CHAPTER_SECONDS"
"""Name of the variable that says how many seconds a chapter may run."""

MOST_SECONDS = 600
MOST_SHOWN = 10_000_000
"""How many characters a chapter may show: what it prints and displays stands in every page that shows it."""


class LimitError(BaseException):
    """A chapter ran too long or showed too much; no ``except Exception`` of a cell catches it."""


class CellError(RuntimeError):
    """A cell of a chapter failed.

    Attributes:
        cell: its position among all cells, from 0.
        name, message: of the exception.
    """

    def __init__(self, cell: int, name: str, message: str, trace: list[str]) -> None:
        self.cell, self.name, self.message, self.trace = cell, name, message, trace
        super().__init__(f"cell {cell + 1}: {name}: {message}")


class _Outputs(list[Any]):
    """The outputs of a cell, which count what the chapter has shown up to here."""

    shown = 0


def _enough(outputs: _Outputs, more: int) -> None:
    outputs.shown += more
    if outputs.shown > MOST_SHOWN:
        outputs.shown = 0  # what is said of the error is shown
        raise LimitError(f"showed more than {MOST_SHOWN:,} characters; show less of it.")


@contextlib.contextmanager
def _in_time() -> Iterator[None]:
    """Stop what runs in the block after the seconds that a chapter has; where code cannot be stopped, the process."""
    seconds = float(os.environ.get(SECONDS) or MOST_SECONDS)
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(*_: object) -> None:
        # A calculation outside of Python does not hear of it: the next alarm ends the process.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, 10)
        raise LimitError(f"ran longer than {seconds:g} seconds, counted over the chapter; {SECONDS} allows more.")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _Publisher(DisplayPublisher):
    """Collects what `display` shows."""

    outputs = AnyTrait()

    def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
        _enough(self.outputs, sum(len(shown) for shown in data.values() if isinstance(shown, str)))
        self.outputs.append(new_output("display_data", data=data, metadata=metadata or {}))


class _Hook(DisplayHook):
    """Collects the value of a cell's last line."""

    outputs = AnyTrait()

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        _enough(self.outputs, sum(len(shown) for shown in format_dict.values() if isinstance(shown, str)))
        self.outputs.append(new_output("execute_result", data=format_dict, metadata=md_dict or {}))

    def finish_displayhook(self) -> None:
        sys.stdout.flush()


class _Stream(io.TextIOBase):
    """Collects printed text as stream outputs, joining consecutive ones as a kernel's client does."""

    def __init__(self, name: str, outputs: _Outputs) -> None:
        self.stream, self.outputs = name, outputs

    def write(self, text: str) -> int:
        _enough(self.outputs, len(text))
        last = self.outputs[-1] if self.outputs else None
        if last is not None and last.output_type == "stream" and last.name == self.stream:
            last.text += text
        elif text:
            self.outputs.append(new_output("stream", name=self.stream, text=text))
        return len(text)

    def writable(self) -> bool:
        return True


@contextlib.contextmanager
def _shell(outputs: list[Any]) -> Iterator[InteractiveShell]:
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.xmode = "Context"
    config.InteractiveShell.colors = "nocolor"
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=config)
    shell.display_pub = _Publisher(parent=shell, shell=shell, outputs=outputs)
    shell.displayhook = _Hook(parent=shell, shell=shell, outputs=outputs)
    # IPython would print it; `execute` stores it as an output of its own.
    shell._showtraceback = lambda *_: None  # type: ignore[method-assign]
    shell.display_trap.hook = shell.displayhook
    try:
        yield shell
    finally:
        InteractiveShell.clear_instance()


_IMPORTED = re.compile(r"cannot import name '(\w+)' from '([\w.]+)'")


def _message(error: BaseException) -> str:
    """Return what an error says, with names near to one that is not there.

    >>> _message(KeyError("no column 'a'; near it: b")), _message(KeyError("a"))
    ("no column 'a'; near it: b", "'a'")
    """
    first = error.args[0] if error.args else None
    # Python puts quotation marks round what a KeyError says, as if that were always a key.
    sentence = isinstance(error, KeyError) and isinstance(first, str) and " " in first
    return f"{first if sentence else error}{_near(error)}"


def _near(error: BaseException) -> str:
    """Return the names near to one that a module or an object does not have, as the end of a message.

    >>> import math
    >>> try:
    ...     math.squrt
    ... except AttributeError as error:
    ...     _near(error)
    '; near it: sqrt, isqrt'
    """
    wanted, known = "", list[str]()
    if isinstance(error, AttributeError) and error.obj is not None:
        wanted, known = error.name or "", dir(error.obj)
    elif isinstance(error, ModuleNotFoundError) and error.name:
        package, _, wanted = error.name.rpartition(".")
        known = _names_in(package)
    elif isinstance(error, ImportError) and (match := _IMPORTED.match(str(error))):
        wanted, known = match[1], _names_in(match[2])
    near = difflib.get_close_matches(wanted, [name for name in known if not name.startswith("_")], n=3)
    return f"; near it: {', '.join(near)}" if near else ""


def _names_in(module: str) -> list[str]:
    """Return the names in a module that was imported, and its modules."""
    imported = sys.modules.get(module)
    return [*dir(imported), *(inside.name for inside in pkgutil.iter_modules(getattr(imported, "__path__", ())))]


def execute(
    notebook: nbformat.NotebookNode, enough: Callable[[int, nbformat.NotebookNode], bool] = lambda position, cell: False
) -> nbformat.NotebookNode:
    """Execute all code cells in place, from the first, in a fresh namespace of this process.

    Args:
        notebook: version 4; its outputs and execution counts are replaced.
        enough: is told position and cell after each code cell; where it says True, the rest is left as it was.

    Returns:
        The same notebook.

    Raises:
        CellError: at the first cell that fails; the outputs up to it are kept.
    """
    outputs = _Outputs()
    with _in_time(), _shell(outputs) as shell:
        for position, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            outputs.clear()
            cell.outputs, cell.execution_count = [], None
            if not cell.source.strip():
                continue
            count = shell.execution_count
            with (
                contextlib.redirect_stdout(_Stream("stdout", outputs)),
                contextlib.redirect_stderr(_Stream("stderr", outputs)),
            ):
                result = shell.run_cell(cell.source, store_history=True)
            error = result.error_before_exec or result.error_in_exec
            if error is not None:
                trace = [_ANSI.sub("", line) for line in traceback.format_exception(error)]
                name = type(error).__name__
                outputs.append(new_output("error", ename=name, evalue=str(error), traceback=trace))
            for output in outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
            cell.outputs = [nbformat.from_dict(dict(output)) for output in outputs]
            cell.execution_count = count
            if error is not None:
                raise CellError(position, type(error).__name__, _message(error), trace)
            if enough(position, cell):
                break
    return notebook
