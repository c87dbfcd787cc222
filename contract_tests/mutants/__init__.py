"""Deliberately broken mocks, and correct but unusual ones."""
