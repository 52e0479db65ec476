"""How the cells of an untidy roster are understood: pure functions over single cells and headings, no file, no database.

A cell that cannot be understood raises `refusals.Refused` with a code; nothing here guesses and nothing echoes a value.
"""
