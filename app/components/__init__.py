"""Pieces that pages share; they fetch nothing."""
