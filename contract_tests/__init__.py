"""A conformance suite for the model-registry REST API: checks any implementation against openapi.yaml."""
