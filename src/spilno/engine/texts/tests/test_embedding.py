"""A model laid ready by an operator is used instead; a tiny real one is made here."""

from pathlib import Path

import numpy as np
import pytest

from spilno.engine.errors import InvalidInput
from spilno.engine.texts import EmbeddingModel, likeness

WORDS = {"[UNK]": (0, 0), "wärme": (1, 0), "тепло": (0.9, 0.1), "heat": (1, 0.1), "sport": (0, 1), "спорт": (0.1, 1)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six words in two dimensions, saved as any model of that format is."""
    model2vec = pytest.importorskip("model2vec")
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Whitespace

    tokenizer = Tokenizer(WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), Whitespace()
    vectors = np.array(list(WORDS.values()), np.float32)
    model2vec.StaticModel(vectors=vectors, tokenizer=tokenizer).save_pretrained(str(tmp_path))
    return tmp_path


def test_a_model_reads_across_languages(folder: Path) -> None:
    model = EmbeddingModel(folder)
    assert likeness(model.vector_of("Wärme"), model.vector_of("тепло")) > 0.9
    assert likeness(model.vector_of("heat"), model.vector_of("спорт")) < 0.3
    assert sum(value**2 for value in model.vector_of("heat sport").values()) == pytest.approx(1.0)
    assert model.vector_of("qqq") == {}


def test_an_empty_folder_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"model: .* holds no model: config\.json"):
        EmbeddingModel(tmp_path)


def test_a_broken_model_is_one_line(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(InvalidInput, match="could not be read"):
        EmbeddingModel(folder)
