"""One route each."""
