"""What a text is about, alike in German, Ukrainian and English: vectors whose dot product is their likeness.

vector_of(text)                    # of our own lexicon: no model, no weights, no download
EmbeddingModel(folder).vector_of   # the same, by a static embedding model that an operator has laid there
themes_of(text)                    # themes that a text speaks of: proposed to whoever writes, never decided
"""

from spilno.engine.texts.embedding import EmbeddingModel
from spilno.engine.texts.lexicon import Lexicon, Subject, lexicon
from spilno.engine.texts.meaning import Vector, label_of, likeness, mean_of, themes_of, vector_of

__all__ = [
    "EmbeddingModel",
    "Lexicon",
    "Subject",
    "Vector",
    "label_of",
    "lexicon",
    "likeness",
    "mean_of",
    "themes_of",
    "vector_of",
]
