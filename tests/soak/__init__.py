"""The slow proofs: `make soak`. The test suite runs each of them in small."""
