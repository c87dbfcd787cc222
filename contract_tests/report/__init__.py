"""Reports: each is made from the one event log."""
