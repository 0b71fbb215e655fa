"""What the tests of access share: one network for a whole file."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.cast import Network, load_network, person


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Network]:
    """Loaded once, with two who belong to nobody. Each test's own transaction, inside this one, undoes what it adds."""
    with django_db_blocker.unblock(), transaction.atomic():
        network = load_network()
        person("administrator", second_factor=True, is_administrator=True)
        person("unconfirmed")
        yield network
        transaction.set_rollback(True)


@pytest.fixture
def network(cast: Network, db: None) -> Network:
    """As it was loaded, whatever tests before did to theirs."""
    return deepcopy(cast)
