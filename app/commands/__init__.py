"""The verbs of the `linli` command, one file for each group."""
