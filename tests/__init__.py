"""The kit's own tests, one module per module under test."""
