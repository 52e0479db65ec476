"""Import of rosters: read a sheet, understand its rows, match people, write in one transaction, and take it back.

`residents.import_residents` and `undo.undo` are the two verbs; everything else here serves them.
"""
