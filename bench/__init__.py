"""Measurements, never pass or fail on time; `make bench` prints them with the machine and the size of the data."""
