"""Write the references: what `handbook.quantities` and the helper package offer, from their docstrings and the chapters.

``python -m tools.reference`` writes docs/quantities-reference.md and docs/helpers-reference.md.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import handbook.quantities as quantities
from handbook import notebooks

ROOT = Path(__file__).resolve().parents[1]
QUANTITIES = ROOT / "docs" / "quantities-reference.md"
HELPERS = ROOT / "docs" / "helpers-reference.md"


def page() -> str:
    """Return the reference of the quantities, in Markdown: each name with its signature and its docstring."""
    parts = [
        "# Reference of `handbook.quantities`",
        "Written by `make reference` from the docstrings; [the introduction](quantities.md) shows how the pieces go together.",
    ]
    for name in sorted(quantities.__all__, key=str.lower):
        member = getattr(quantities, name)
        if not callable(member):
            parts.append(f"## `{name}`\n\n```text\n{', '.join(sorted(map(str, member)))}\n```")
            continue
        error = inspect.isclass(member) and issubclass(member, Exception)
        parts.append(f"## `{name}`\n\n{_described(name, member, '' if error else None)}")
    return "\n\n".join(parts) + "\n"


def helpers_page(root: Path = ROOT, package: str = "analysis") -> str:
    """Return the reference of the helper package: each function with its docstring and an example that a chapter runs."""
    parts = [
        f"# Reference of `{package}`",
        "Written by `make reference` from the docstrings and the chapters. Each example is the first statement of a chapter "
        "that calls the function, or of another helper where no chapter does; nbval runs the chapters and compares what they "
        "give with what is stored.",
    ]
    examples = dict(_examples(root, package))
    for file in sorted((root / "src" / package).glob("[!_]*.py")):
        module = importlib.import_module(f"{package}.{file.stem}")
        functions = [member for member in vars(module).values() if _is_public(member, module)]
        if functions:
            about = (inspect.getdoc(module) or "").split("\n\n")[0]
            parts.append(f"## `{module.__name__}`\n\n{about}")
        for function in functions:
            parts.append(f"### `{file.stem}.{function.__name__}`\n\n{_described(function.__name__, function)}")
            if example := examples.get((file.stem, function.__name__)):
                parts.append(example)
    return "\n\n".join(parts) + "\n"


def _described(name: str, member: object, taken: str | None = None) -> str:
    signature = str(inspect.signature(inspect.unwrap(member))) if taken is None else taken  # type: ignore[arg-type]
    return f"```text\n{name}{signature}\n\n{inspect.getdoc(member) or ''}\n```"


def _is_public(member: object, module: ModuleType) -> bool:
    return inspect.isfunction(member) and member.__module__ == module.__name__ and not member.__name__.startswith("_")


def _examples(root: Path, package: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield module and function with a statement that calls it: of a chapter, or else of another helper."""
    chapters = [
        [
            (f"book/{file.name}, cell {n}", cell.source)
            for n, cell in enumerate(notebooks.cells(file), 1)
            if cell.kind == "code"
        ]
        for file in notebooks.chapters(root)
    ]
    helpers = [
        [(f"src/{package}/{file.name}", file.read_text(encoding="utf-8"))]
        for file in sorted((root / "src" / package).glob("*.py"))
    ]
    # What comes later replaces what came before: the first of the book is to be shown, helpers only where no chapter is.
    for sources in reversed([*chapters, *helpers]):
        imported = _imported(package, [source for _, source in sources])
        for place, source in reversed(sources):
            for statement in _statements(ast.parse(source)):
                code = dedent(ast.get_source_segment(source, statement, padded=True) or "")
                shown = f"Example ({place}):\n\n```python\n{code}\n```"
                for node in ast.walk(statement):
                    match node:
                        case ast.Attribute(value=ast.Name(id=module), attr=name) if module in imported:
                            yield (imported[module], name), shown
                        case ast.Name(id=name) if name in imported:
                            yield (imported[name], name), shown


def _imported(package: str, sources: list[str]) -> dict[str, str]:
    """Return what code calls the modules of a package, and the functions that it takes from them, with the modules."""
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    return {
        alias.asname or alias.name: alias.name if node.module == package else node.module.removeprefix(f"{package}.")
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module and f"{node.module}.".startswith(f"{package}.")
        for alias in node.names
    }


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the smallest statements other than imports, the last first."""
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and not hasattr(node, "body")]
    others = (one for one in statements if not isinstance(one, ast.Import | ast.ImportFrom))
    yield from sorted(others, key=lambda statement: -statement.lineno)


if __name__ == "__main__":
    QUANTITIES.write_text(page(), encoding="utf-8")
    HELPERS.write_text(helpers_page(), encoding="utf-8")
