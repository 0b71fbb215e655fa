"""Reads about requests, introductions and saved searches."""
