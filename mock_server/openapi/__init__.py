"""The document, read once."""
