"""What is loaded once and kept (names, market) is a million objects that Python's collector would look at again and again."""

import gc


def settle() -> None:
    """Leave everything that lives now out of the collector's rounds; call it after something large was loaded to stay."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
