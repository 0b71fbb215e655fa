"""Backups that no database owns: `spilno backup` writes one archive, `spilno restore` reads it into SQLite or PostgreSQL.

An archive is a tar: `spilno.json` first, then the rows of every table in packed pieces, then the files, and
`manifest.json` with the number and checksum of everything at the very end, so that what was cut off is noticed.
"""
