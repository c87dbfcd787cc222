"""The framework: what is used of Connexion, imported in one place.

Connexion imports deprecated parts of other packages, and Starlette's test client; each warns. Nobody who
starts a mock can do anything about it, and in a program that turns warnings into errors the import would
fail.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from connexion import AsyncApp
    from connexion.datastructures import MediaTypeDict
    from connexion.exceptions import InvalidSpecification
    from connexion.middleware.abstract import ROUTING_CONTEXT
    from connexion.middleware.context import ContextMiddleware
    from connexion.middleware.request_validation import RequestValidationMiddleware
    from connexion.resolver import Resolution, Resolver

__all__ = [
    "ROUTING_CONTEXT",
    "AsyncApp",
    "ContextMiddleware",
    "InvalidSpecification",
    "MediaTypeDict",
    "RequestValidationMiddleware",
    "Resolution",
    "Resolver",
]
