"""The interface for programs, version 1: what each address answers is a promise kept by the snapshot in docs."""

from spilno.api.v1 import catalogue, own, own_exchange, own_partnerships, own_requests, places, reading, registry
from spilno.api.v1.catalogue import DUMPS
from spilno.api.v1.site import api

# Where the site serves it.
PREFIX = "/api/v1/"

api.add_router("/places", places.router)
api.add_router("", registry.router)
api.add_router("", reading.router)
api.add_router("/own/requests", own_requests.router)
api.add_router("/own/partnerships", own_partnerships.router)
api.add_router("/own", own_exchange.router)
api.add_router("/own", own.router)
api.add_router("", catalogue.router)

__all__ = ["DUMPS", "PREFIX", "api"]
