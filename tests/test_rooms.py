"""The rooms of the engine and the arrows between them: imports run one way, nothing is hidden inside a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ORDER = (
    "limits",
    "quantities",
    "tables",
    "notebooks",
    "audit",
    "language",
    "draft",
    "figures",
    "executors",
    "site",
    "publish",
    "starter",
    "terminal",
    "cli",
)
"""Rooms and single modules of the engine; each imports only those before it."""

QUIET = ("quantities", "tables", "audit", "language", "draft", "figures")
"""Rooms that write no file and start no process."""

LONGEST_MODULE, LONGEST_FUNCTION, MOST_PARAMETERS = 600, 60, 6
REASON = "More than six parameters: "
"""How a docstring, or in a command of the command line a comment, begins to say why there are more."""


def modules(folder: Path) -> dict[str, ast.Module]:
    """Return the modules below a folder, by dotted name."""
    found = {}
    for file in sorted(folder.rglob("*.py")):
        name = ".".join(file.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(file.read_text(encoding="utf-8"))
    return found


@cache
def sources() -> dict[str, ast.Module]:
    """Return the modules of the engine and of the report."""
    return modules(ROOT / "src")


@cache
def tools() -> dict[str, ast.Module]:
    """Return the modules of the tools."""
    return {f"tools.{name}".removesuffix(".__init__"): tree for name, tree in modules(ROOT / "tools").items()}


def typing_only(tree: ast.Module) -> set[int]:
    """Return the lines of imports that only type checkers see."""
    guards = [n for n in ast.walk(tree) if isinstance(n, ast.If) and getattr(n.test, "id", "") == "TYPE_CHECKING"]
    return {
        inner.lineno for guard in guards for inner in ast.walk(guard) if isinstance(inner, ast.ImportFrom | ast.Import)
    }


def imports(tree: ast.Module, *, typed: bool = False) -> Iterator[tuple[str, int]]:
    """Yield the modules of ours that a module imports, wherever the import stands, with the line.

    Args:
        tree: the module.
        typed: whether imports that only type checkers see count.
    """
    unseen = set() if typed else typing_only(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.lineno not in unseen:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner in sources() or inner in tools() else node.module), node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno


def room(module: str) -> str:
    """Return the room of a module: of the engine by its second name, else by its first."""
    first, _, rest = module.partition(".")
    return rest.partition(".")[0] if first == "handbook" else first


def test_no_import_runs_back():
    back = [
        f"{name}, line {line}: imports {other}"
        for name, tree in sources().items()
        for other, line in imports(tree, typed=True)
        if name.startswith("handbook.") and other.startswith("handbook.")
        if ORDER.index(room(other)) > ORDER.index(room(name))
    ]
    assert not back, "\n".join(back)


def test_the_engine_knows_no_report_and_no_tool():
    strangers = [
        f"{name}, line {line}: imports {other}"
        for name, tree in sources().items()
        for other, line in imports(tree, typed=True)
        if name.startswith("handbook") and other.partition(".")[0] in ("analysis", "tools", "tests")
    ]
    assert not strangers, "\n".join(strangers)


def test_the_helper_package_imports_rooms_up_to_figures_only():
    above = [
        f"{name}, line {line}: imports {other}"
        for name, tree in sources().items()
        for other, line in imports(tree, typed=True)
        if name.startswith("analysis") and other.partition(".")[0] in ("handbook", "tools", "tests")
        if room(other) not in ORDER[: ORDER.index("figures") + 1]
    ]
    assert not above, "\n".join(above)


def test_every_import_names_its_module_in_full():
    """A relative import, or one of a text, would run back unseen."""
    hidden = [
        f"{name}, line {node.lineno}"
        for name, tree in {**sources(), **tools()}.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and node.level)
        or (
            isinstance(node, ast.Call)
            and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("import_module", "__import__")
            and any(isinstance(text, ast.Constant) and room(str(text.value)) in ORDER for text in node.args)
        )
    ]
    assert not hidden, "\n".join(hidden)


def test_no_modules_import_each_other_in_a_circle():
    graph = {
        name: {other for other, _ in imports(tree) if other in sources() and other != name}
        for name, tree in sources().items()
    }
    # A package's own front imports its modules; they import one another, not the front.
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" → ".join(error.args[1])) from None


def test_no_module_and_no_function_is_too_long():
    long: list[str] = []
    for name, tree in {**sources(), **tools()}.items():
        length = max((node.end_lineno or 0 for node in tree.body), default=0)
        if length > LONGEST_MODULE:
            long.append(f"{name}: {length} lines")
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            # A docstring with its example may be as long as it is useful.
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            lines = (node.end_lineno or node.lineno) - first.lineno + 1
            if lines > LONGEST_FUNCTION:
                long.append(f"{name}.{node.name}: {lines} lines")
    assert not long, "\n".join(long)


def test_a_function_with_many_parameters_says_why():
    many = []
    for name, tree in {**sources(), **tools()}.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            given = node.args
            taken = [
                a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs) if a.arg not in ("self", "cls")
            ]
            said = ast.get_docstring(node) or ""
            if name.startswith("handbook.cli."):  # what stands in its docstrings is shown as help
                file = ROOT / "src" / f"{name.replace('.', '/')}.py"
                said += "\n".join(file.read_text(encoding="utf-8").splitlines()[node.lineno - 1 : node.end_lineno])
            if len(taken) > MOST_PARAMETERS and REASON not in said:
                many.append(f"{name}.{node.name}: {len(taken)} parameters and no reason ({REASON}…)")
            if len(taken) <= MOST_PARAMETERS and REASON in said:
                many.append(f"{name}.{node.name}: a reason that is not needed any more")
    assert not many, "\n".join(many)


def test_rooms_below_the_site_write_no_file_and_start_no_process():
    calls = {"write_text", "write_bytes", "unlink", "mkdir", "rmtree", "touch", "Popen", "run", "system", "fork"}
    loud = [
        f"{name}, line {node.lineno}: {node.func.attr}"
        for name, tree in sources().items()
        if room(name) in (*QUIET, "analysis")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in calls
        if getattr(node.func.value, "id", "") not in ("re", "pool")
    ]
    assert not loud, "\n".join(loud)
