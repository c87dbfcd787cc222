"""Tests of `mock_server.world.listing`."""
