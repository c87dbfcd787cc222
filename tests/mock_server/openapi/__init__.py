"""Tests of `mock_server.openapi`."""
