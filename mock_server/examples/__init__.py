"""Answers made from a document alone."""
