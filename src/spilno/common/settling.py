"""What is loaded once and kept (names, market) is a million objects that Python's collector would look at again and again."""

import gc

# Fewer things than these cost the collector less, in all its rounds, than settling everything costs once.
LARGE = 300


def settle() -> None:
    """Leave everything that lives now out of the collector's rounds; call it after something large was loaded to stay."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def settle_large(loaded: int) -> None:
    """Settle after so many things were loaded to stay, if they are worth it."""
    if loaded >= LARGE:
        settle()
