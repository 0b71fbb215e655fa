"""Who may keep the library and the website: the network office."""

from spilno.organisations.rules import Rights


def may_keep(rights: Rights) -> bool:
    return rights.is_coordinator
