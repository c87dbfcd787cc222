"""The framework: what is used of Connexion, imported in one place.

Connexion imports deprecated parts of other packages, and Starlette's test client; each warns. Nobody who
starts a mock can do anything about it, and in a program that turns warnings into errors the import would
fail.
"""

import warnings
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from connexion import AsyncApp
    from connexion.datastructures import MediaTypeDict
    from connexion.middleware.abstract import ROUTING_CONTEXT
    from connexion.middleware.context import ContextMiddleware
    from connexion.middleware.request_validation import RequestValidationMiddleware
    from connexion.resolver import Resolution, Resolver
    from connexion.spec import OpenAPISpecification

OPENAPI_SCHEMA: dict[str, Any] = OpenAPISpecification.openapi_schema
"""The JSON Schema (draft 4) of OpenAPI 3.0 documents, as the OpenAPI Initiative publishes it."""

__all__ = [
    "OPENAPI_SCHEMA",
    "ROUTING_CONTEXT",
    "AsyncApp",
    "ContextMiddleware",
    "MediaTypeDict",
    "RequestValidationMiddleware",
    "Resolution",
    "Resolver",
]
