"""Spilno: the platform on which networks of municipal partnerships work."""

__version__ = "0.1.0"
