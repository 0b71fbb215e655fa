"""The result page, suggestions for requests, and the board."""
