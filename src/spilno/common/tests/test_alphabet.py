"""Names stand in the order in which readers of Ukrainian and of German look for them."""

from spilno.common.alphabet import in_alphabet


def test_ukrainian_letters_stand_where_the_alphabet_has_them() -> None:
    names = [
        "Київ",
        "Їчня",
        "Івано-Франківськ",
        "Йосипівка",
        "Зіньків",
        "Енергодар",
        "Єнакієве",
        "Ґрунь",
        "Гадяч",
        "Чернівці",
    ]
    assert sorted(names, key=in_alphabet) == [
        "Гадяч", "Ґрунь", "Енергодар", "Єнакієве", "Зіньків", "Івано-Франківськ", "Їчня", "Йосипівка", "Київ", "Чернівці",
    ]  # fmt: skip


def test_umlauts_accents_and_capitals_stand_with_their_bases() -> None:
    names = ["Oelde", "Äthiopien", "aachen", "Zwickau", "Österreich", "Łódź", "Éva"]
    assert sorted(names, key=in_alphabet)[:3] == ["aachen", "Äthiopien", "Éva"]
    assert sorted(names, key=in_alphabet).index("Österreich") < sorted(names, key=in_alphabet).index("Zwickau")
