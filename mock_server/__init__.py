"""A stateful mock of the model-registry REST API, served from its OpenAPI document."""
