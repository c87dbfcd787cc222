"""Tests of the conformance suite, one file for each module."""
