"""What puts people at risk is found in three languages; what is harmless is left alone."""

import pytest

from spilno.organisations.sensitive import Detail, sensitive_details


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("Нам потрібен трансформатор для підстанції.", Detail.INFRASTRUCTURE),
        ("Наша ТЕЦ пошкоджена", Detail.INFRASTRUCTURE),
        ("Das Umspannwerk braucht Ersatzteile", Detail.INFRASTRUCTURE),
        ("a generator for the water intake", Detail.INFRASTRUCTURE),
        ("50.2547, 28.6587", Detail.COORDINATES),
        ("Ми на вул. Лесі Українки, 12", Detail.ADDRESS),
        ("in der Bahnhofstraße 5", Detail.ADDRESS),
        ("at 12 Shevchenko Street", Detail.ADDRESS),
        ("Die Lieferung kommt am 24.12.2026 an", Detail.DELIVERY),
        ("доставка 24 грудня", Detail.DELIVERY),
        ("The convoy arrives on 2026-12-24", Detail.DELIVERY),
    ],
)
def test_a_risk_is_found(text: str, detail: Detail) -> None:
    assert detail in {one.detail for one in sensitive_details([text])}


@pytest.mark.parametrize(
    "text",
    [
        "Wir suchen Partner für Wasser und Abwasser.",
        "Наша громада має 12 533 жителі та 3 школи.",
        "Partnerschaft seit 28.08.2024, Jugendaustausch mit 25 Jugendlichen",
        "Ми шукаємо досвід у сфері енергетики",
        "Straße, Weg und Platz sind Themen der Stadtplanung.",
        "Test in Hessen; die Tests waren gut",
        "",
    ],
)
def test_the_harmless_is_left_alone(text: str) -> None:
    assert sensitive_details([text]) == []


def test_excerpts_say_what_was_found_once() -> None:
    found = sensitive_details(["Umspannwerk und Umspannwerk", "вул. Миру, 4"])
    assert [(one.detail, one.excerpt) for one in found] == [
        (Detail.INFRASTRUCTURE, "Umspannwerk"),
        (Detail.ADDRESS, "вул. Миру, 4"),
    ]
