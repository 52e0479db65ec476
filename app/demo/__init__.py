"""The synthetic district for development, tests and demonstrations."""
