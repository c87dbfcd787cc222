"""Validate one page of 50 models: the suite's compiled schemas against Python's jsonschema."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types

from benchmarks.timing import seconds
from contract_tests.document import Document, standard_schema

PAGE = 50


def main() -> None:
    """Print the ratio."""
    document = Document.load()
    page: Any = copy.deepcopy(document.raw["components"]["examples"]["ModelPage"]["value"])
    page["data"]["items"] = [page["data"]["items"][0]] * PAGE
    schema = {"$ref": "#/components/schemas/ModelPage"}
    document.problems(schema, page)  # compiles
    components = standard_schema(document.raw["components"])
    slow = jsonschema.Draft202012Validator({**schema, "components": components})
    compiled = seconds(lambda: document.problems(schema, page), 50)
    interpreted = seconds(lambda: list(slow.iter_errors(page)), 5)
    print(f"jsonschema takes {interpreted / compiled:.0f} times as long as jsonschema-rs")  # noqa: T201 - its purpose


if __name__ == "__main__":
    main()
