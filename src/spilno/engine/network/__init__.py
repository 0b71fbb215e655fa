"""Ties between places: who is tied to whom, common third partners, how well known a place is."""

from spilno.engine.network.graph import TieGraph

__all__ = ["TieGraph"]
