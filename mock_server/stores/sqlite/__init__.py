"""A store in one SQLite file, which the processes of one host share."""
