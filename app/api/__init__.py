"""The second door to the services: session, pack, sync."""
