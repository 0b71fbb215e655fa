"""Ties between places: who is tied to whom, common third partners, how well known a place is, ways to somebody."""

from spilno.engine.network.graph import TieGraph, bridges_over
from spilno.engine.network.paths import paths

__all__ = ["TieGraph", "bridges_over", "paths"]
