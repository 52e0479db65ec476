"""Backups: made beside a running server, checked, and restored into a new place (promises E5, F7, D16)."""
