"""One module for each register; `plan` of each turns its files into what has to be written.

A new register is a module with `plan(path, account, progress)` and a line in KINDS.
"""

KINDS = ("destatis", "katottg", "codab", "koatuu", "kse", "warstatus", "twins", "geonames")
