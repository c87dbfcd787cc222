"""The modules: how large they are, and what they take from the libraries that the mock stands on."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import mock_server

ROOT = Path(mock_server.__file__).parent
LONGEST_MODULE, LONGEST_FUNCTION = 300, 50
LIBRARIES = {"connexion", "starlette", "uvicorn", "h11", "httptools"}
"""Those whose new versions may change what has an underscore without a word."""

TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py"))}
EACH = [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in TREES]


def _imported(tree: ast.AST) -> Iterator[str]:
    """Give the dotted names that a module imports, wherever it does, those of `from` with what they take."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def _library(name: str) -> str:
    return name.partition(".")[0]


def _private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def _users() -> list[Path]:
    """Return the modules that import one of the libraries."""
    return [path for path, tree in TREES.items() if LIBRARIES & set(map(_library, _imported(tree)))]


@pytest.mark.parametrize("path", EACH)
def test_no_module_and_no_function_is_long(path: Path) -> None:
    """What does not fit is two things."""
    lines = path.read_text(encoding="utf-8").count("\n")
    functions = {
        node.name: (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert lines <= LONGEST_MODULE
    assert {name: length for name, length in functions.items() if length > LONGEST_FUNCTION} == {}


def test_one_module_imports_connexion() -> None:
    """All that is used of the framework stands in one place."""
    importing = [path for path, tree in TREES.items() if "connexion" in map(_library, _imported(tree))]
    assert importing == [ROOT / "http" / "framework.py"]


@pytest.mark.parametrize("path", EACH)
def test_no_private_name_is_imported(path: Path) -> None:
    """Neither a private module nor a private name of one of the libraries."""
    names = [name for name in _imported(TREES[path]) if _library(name) in LIBRARIES]
    assert [name for name in names if any(map(_private, name.split(".")))] == []


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in _users()])
def test_no_private_attribute_is_used(path: Path) -> None:
    """Where a library is at hand nothing private is taken but from the module's own objects."""
    taken = [
        f"{ast.unparse(node.value)}.{node.attr}"
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Attribute) and _private(node.attr) and not _is_own(node.value)
    ]
    named = [
        ast.unparse(node)
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"getattr", "setattr", "hasattr", "delattr"}
        and isinstance(node.args[1], ast.Constant)
        and _private(str(node.args[1].value))
    ]
    assert taken + named == []


def _is_own(value: ast.expr) -> bool:
    """Whether it is `self`, `cls` or something that hangs on them."""
    return ast.unparse(value).partition(".")[0] in {"self", "cls"}


def _derived() -> list[type]:
    """Return the mock's classes that inherit from a library's."""
    found = []
    for path in _users():
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        module = import_module(".".join(parts))
        found += [
            kind
            for kind in vars(module).values()
            if inspect.isclass(kind) and kind.__module__ == module.__name__ and _bases(kind)
        ]
    return found


def _bases(kind: type) -> list[type]:
    return [base for base in kind.__mro__ if _library(base.__module__) in LIBRARIES]


def _private_names(kind: type) -> set[str]:
    """Return the private names in the source of a class, of its methods and of what hangs on its objects."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    methods = {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return {name for name in methods | attributes if _private(name)}


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.__name__) for kind in _derived()])
def test_no_private_name_is_inherited(kind: type) -> None:
    """A class that extends a library's neither uses nor replaces a private name there, not even by chance."""
    theirs = {name: base.__name__ for base in _bases(kind) for name in _private_names(base)}
    assert {name: theirs[name] for name in _private_names(kind) & theirs.keys()} == {}


def test_the_classes_that_extend_a_library_are_found() -> None:
    """The test above has what it is for."""
    assert {kind.__name__ for kind in _derived()} >= {"ServingMiddleware", "FunctionResolver"}
