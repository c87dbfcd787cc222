"""Pages: the documentation and the document itself, which need no token."""

import importlib.util
import mimetypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from mock_server.http.errors import refuse
from mock_server.http.responses import Answer, dump
from mock_server.openapi.document import Document

_ALLOWED = "GET, HEAD, OPTIONS"
_ASSETS = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")
_HTML = "text/html; charset=utf-8"

_INDEX = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Mock server</title></head>
<body>
<h1>Mock server</h1>
<p><a href="/docs">Documentation</a>, <a href="/openapi.json">openapi.json</a>,
<a href="/openapi.yaml">openapi.yaml</a></p>
</body>
</html>
"""

_DOCS = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API documentation</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""

_START = """window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
"""


@dataclass(frozen=True)
class Pages:
    """Fixed answers by path."""

    answers: Mapping[str, Answer]

    def find(self, path: str) -> Answer | None:
        """Return the page at a path, or None."""
        return self.answers.get(path)

    def without(self, paths: Iterable[str]) -> Self:
        """Return the pages that are not at paths where a document has operations of its own."""
        taken = set(paths)
        return replace(self, answers={path: page for path, page in self.answers.items() if path not in taken})

    def answer(self, page: Answer, method: str) -> Answer:
        """Return the page for GET, what is allowed for OPTIONS; Refusal 405 for other methods."""
        if method == "OPTIONS":
            return Answer(204, b"", {"allow": _ALLOWED}, media_type=None)
        if method != "GET":
            raise refuse(405, f"{method} is not allowed here; use {_ALLOWED}.", {"allow": _ALLOWED})
        return page


def build_pages(document: Document) -> Pages:
    """Return the pages for a document, which is shown as it was given."""
    yaml = document.text if document.path.suffix != ".json" else dump(document.data)
    answers = {
        "/": _text(_INDEX, _HTML),
        "/docs": _text(_DOCS, _HTML),
        "/docs/start.js": _text(_START, "text/javascript; charset=utf-8"),
        "/openapi.json": Answer(200, dump(document.data)),
        "/openapi.yaml": Answer(200, yaml, media_type="application/yaml"),
    }
    folder = _swagger_ui()
    for name in _ASSETS:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        answers[f"/docs/{name}"] = Answer(200, (folder / name).read_bytes(), media_type=kind)
    return Pages(answers)


def _swagger_ui() -> Path:
    """Return Swagger UI's folder; the package itself needs Flask, its files do not."""
    spec = importlib.util.find_spec("flask_swagger_ui")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("flask_swagger_ui is not installed", name="flask_swagger_ui")
    return Path(spec.origin).parent / "dist"


def _text(content: str, media_type: str) -> Answer:
    return Answer(200, content.encode(), media_type=media_type)
