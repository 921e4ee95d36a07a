"""The engine without a kernel gives what a kernel gives."""

from __future__ import annotations

import copy
import signal

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from handbook.publish import engine

LIMITS = {
    "while True:\n    pass": "ran longer than 0.2 seconds",
    "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except Exception:\n        pass": "ran longer than",
    "print('x' * 600)\nprint('x' * 600)": "showed more than 1,000 characters",
    "from IPython.display import HTML\nHTML('x' * 1200)": "showed more than 1,000 characters",
}


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarms there")
def test_chapter_that_runs_too_long_or_shows_too_much_is_stopped_and_says_so(make_notebook, monkeypatch):
    monkeypatch.setattr(engine, "MOST_SHOWN", 1000)
    for code, said in LIMITS.items():
        monkeypatch.setenv(engine.SECONDS, "0.2" if "ran longer" in said else "60")
        with pytest.raises(engine.CellError, match=said) as error:
            engine.execute(make_notebook([("code", "1", []), ("code", code, [])]))
        assert error.value.cell == 1


CELLS = [
    ("markdown", "# Prose", []),
    ("code", "", []),
    ("code", "x = 20\nprint('printed', x)\nprint('again')", []),
    ("code", "import sys\nprint('out')\nprint('complaint', file=sys.stderr)\nprint('out again')", []),
    ("code", "x + 1", []),
    ("code", "x + 2;", []),
    ("code", "None", []),
    (
        "code",
        "from IPython.display import display\nprint('before')\ndisplay('shown', {'a': [1, 2]})\nprint('after')\n'last'",
        [],
    ),
    (
        "code",
        "class Both:\n"
        "    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        "        return {'application/vnd.vegalite.v6+json': {'mark': 'bar', 'data': [1.5, None]}, 'text/plain': 'both'}\n"
        "Both()",
        [],
    ),
    ("code", "from IPython.display import HTML\nHTML('<b>bold</b>')", []),
    ("code", "import pandas as pd\npd.DataFrame({'a': [1, 2]})", []),
    (
        "code",
        "from handbook.figures.chapter import Output\n"
        "Output('application/a+json', {'en': 'x', 'zh': '某'}, {'text/plain': 'x', 'text/markdown': '*x*'}, {'gdp': 'its digest'})",
        [],
    ),
    ("code", "def twice(y):\n    return 2 * y\n\n[twice(n) for n in range(3)]", []),
    ("code", "_ = 3\n_", []),
]


def stripped(notebook: nbformat.NotebookNode) -> list[tuple[int | None, list[dict]]]:
    """Return execution counts and outputs of the code cells, as they are stored."""
    text = nbformat.writes(notebook)
    found = nbformat.reads(text, as_version=4)
    return [(cell.execution_count, [dict(o) for o in cell.outputs]) for cell in found.cells if cell.cell_type == "code"]


def joined(outputs: list[dict]) -> dict[str, str]:
    """Return what went to each stream: a kernel may interleave two streams in another order."""
    streams: dict[str, str] = {}
    for output in outputs:
        if output["output_type"] == "stream":
            streams[output["name"]] = streams.get(output["name"], "") + output["text"]
    return streams


@pytest.fixture(scope="module")
def both() -> tuple[list, list]:
    """Give the outputs of the engine and of a kernel."""
    made = nbformat.v4.new_notebook()
    made.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for kind, source, _ in CELLS:
        made.cells.append((nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell)(source))
    kernel = copy.deepcopy(made)
    NotebookClient(kernel, timeout=60, kernel_name="python3").execute()
    return stripped(engine.execute(made)), stripped(kernel)


CODE = [source for kind, source, _ in CELLS if kind == "code"]


def test_each_cell_has_the_outputs_of_a_kernel(both):
    for source, (mine_count, mine), (kernel_count, kernel) in zip(CODE, *both, strict=True):
        assert mine_count == kernel_count, source
        assert joined(mine) == joined(kernel), source
        rich = [[o for o in outputs if o["output_type"] != "stream"] for outputs in (mine, kernel)]
        assert rich[0] == rich[1], source
        if "sys.stderr" not in source:
            assert mine == kernel, source


def test_output_of_ours_comes_with_all_languages_and_what_was_read(both):
    [shown] = [o for _, outputs in both[0] for o in outputs if "application/a+json" in o.get("data", {})]
    assert shown["data"]["application/a+json"] == {"en": "x", "zh": "某"}
    assert (shown["data"]["text/markdown"], shown["metadata"]) == (
        "*x*",
        {"handbook": {"reads": {"gdp": "its digest"}}},
    )


def test_outputs_are_there_to_be_compared(both):
    kinds = {output["output_type"] for _, outputs in both[0] for output in outputs}
    assert kinds == {"stream", "display_data", "execute_result"}
    assert sum(len(outputs) for _, outputs in both[0]) >= 15


def failing(make_notebook, source: str) -> tuple[engine.CellError, nbformat.NotebookNode, nbformat.NotebookNode]:
    cells = [("code", "print('first')", []), ("code", source, []), ("code", "print('never')", [])]
    mine, kernel = make_notebook(cells), make_notebook(cells)
    with pytest.raises(engine.CellError) as caught:
        engine.execute(mine)
    with pytest.raises(CellExecutionError):
        NotebookClient(kernel, timeout=60, kernel_name="python3").execute()
    return caught.value, mine, kernel


@pytest.mark.parametrize(
    ("source", "name", "message"),
    [
        ("print('so far')\nraise ValueError('no such year')", "ValueError", "no such year"),
        ("x = = 1", "SyntaxError", "invalid syntax"),
    ],
)
def test_failing_cell_stops_the_chapter_as_in_a_kernel(make_notebook, source, name, message):
    error, mine, kernel = failing(make_notebook, source)
    assert (error.cell, error.name) == (1, name)
    assert message in str(error)
    assert str(error).startswith(f"cell 2: {name}: ")
    for ours, theirs in zip(mine.cells, kernel.cells, strict=True):
        assert [o.output_type for o in ours.outputs] == [o.output_type for o in theirs.outputs]
        assert ours.execution_count == theirs.execution_count
    ours, theirs = mine.cells[1].outputs[-1], kernel.cells[1].outputs[-1]
    assert (ours.ename, ours.evalue.split(" (")[0]) == (theirs.ename, theirs.evalue.split(" (")[0])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("from handbook.figures import charst", r"cannot import name 'charst' .*; near it: charts"),
        ("import handbook.figurs", "No module named 'handbook.figurs'; near it: figures"),
        ("from handbook.figures import charts\ncharts.colums", "no attribute 'colums'; near it: columns"),
        ("None.zzz", "no attribute 'zzz'$"),
    ],
)
def test_name_that_a_module_lacks_is_told_with_near_ones(make_notebook, source, message):
    with pytest.raises(engine.CellError, match=message):
        engine.execute(make_notebook([("code", source, [])]))


def test_old_outputs_are_replaced(make_notebook):
    made = make_notebook([("code", "1", []), ("code", "", [])])
    for cell in made.cells:
        cell.outputs = [nbformat.v4.new_output("stream", text="old")]
        cell.execution_count = 7
    engine.execute(made)
    assert made.cells[0].outputs[0].data == {"text/plain": "1"}
    assert made.cells[0].execution_count == 1
    assert (made.cells[1].outputs, made.cells[1].execution_count) == ([], None)


def test_each_notebook_has_its_own_names(make_notebook):
    engine.execute(make_notebook([("code", "secret = 1", [])]))
    with pytest.raises(engine.CellError, match="NameError: name 'secret' is not defined"):
        engine.execute(make_notebook([("code", "secret", [])]))
