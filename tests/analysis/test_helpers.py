"""The helper package as a whole: nothing in it that nothing runs, and nothing that no test looks at."""

from __future__ import annotations

import ast
import re

from stored_chapters import CHAPTERS, ROOT, code_cells

MODULES = {module: module.read_text(encoding="utf-8") for module in sorted((ROOT / "src" / "analysis").glob("*.py"))}


def test_each_helper_is_run_by_a_chapter_and_looked_at_by_a_test():
    cells = [cell.source for notebook in CHAPTERS for cell in code_cells(notebook)]
    idle = []
    for module, source in MODULES.items():
        for function in ast.parse(source).body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            callers = "\n".join([*cells, *(other for name, other in MODULES.items() if name != module)])
            if not re.search(rf"\b{function.name}\(", callers):
                idle.append(f"{module.name}, {function.name}: neither a chapter nor another module calls it")
            tests = ROOT / "tests" / "analysis" / f"test_{module.stem}.py"
            example = ">>> " in (ast.get_docstring(function) or "")
            if not example and not re.search(rf"\b{function.name}\b", tests.read_text(encoding="utf-8")):
                idle.append(f"{module.name}, {function.name}: {tests.name} does not call it")
    assert idle == []
