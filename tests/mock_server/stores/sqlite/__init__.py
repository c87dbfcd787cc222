"""Tests of the store in a SQLite file."""
