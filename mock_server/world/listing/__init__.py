"""Lists: filter, search, order, pages."""
