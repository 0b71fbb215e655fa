"""The access matrix and the canary crawl: who may open what, and that nothing hidden shows anywhere.

A new address needs a row in `src/spilno/<app>/tests/access.py`; a new model's hidden fields are marked by themselves.
"""
