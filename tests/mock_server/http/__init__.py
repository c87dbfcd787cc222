"""Tests of `mock_server.http`."""
