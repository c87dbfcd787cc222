"""Tests of `mock_server.world.seeding`."""
