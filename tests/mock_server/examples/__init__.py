"""Tests of `mock_server.examples`."""
