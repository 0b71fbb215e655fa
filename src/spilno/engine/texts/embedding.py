"""A static embedding model in the format of model2vec, read from a folder of this machine; never from the network.

Such a model is a table of vectors by piece of word: no accelerator is needed, and a text takes well under a millisecond.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from spilno.engine.errors import InvalidInput
from spilno.engine.texts.meaning import LONGEST_TEXT, Vector

NEEDED = ("config.json", "model.safetensors", "tokenizer.json")


class EmbeddingModel:
    """Texts to vectors of length 1, labelled e0, e1, …

    Raises InvalidInput where the folder holds no model or the package `model2vec` is not installed.
    """

    def __init__(self, folder: Path) -> None:
        missing = [name for name in NEEDED if not (folder / name).is_file()]
        if missing:
            raise InvalidInput("model", f"{folder} holds no model: {', '.join(missing)} is missing")
        try:
            from model2vec import StaticModel
        except ImportError:
            raise InvalidInput("model", "the package model2vec is not installed: pip install 'spilno[model]'") from None
        try:
            self._model: Any = StaticModel.from_pretrained(folder, force_download=False)
        except Exception as broken:
            # Whatever the file is, the start ends with one line.
            raise InvalidInput("model", f"{folder} could not be read: {broken}") from broken
        self._of = lru_cache(maxsize=4096)(self._vector)

    def vector_of(self, text: str) -> Vector:
        """Empty for a text without a known word."""
        return self._of(text[:LONGEST_TEXT])

    def _vector(self, text: str) -> Vector:
        values = np.asarray(self._model.encode([text])[0], np.float64)
        length = float(np.linalg.norm(values))
        if not length or not np.isfinite(length):
            return {}
        return {f"e{at}": float(value) / length for at, value in enumerate(values)}
