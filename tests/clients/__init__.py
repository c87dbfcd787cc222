"""The official client, driven against the mock."""
