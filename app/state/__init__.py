"""Reflex State: handlers of five lines and the shapes that go over the wire."""
