"""Worlds from files, checked."""
