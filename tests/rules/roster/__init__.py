"""Tests of the roster rules."""
