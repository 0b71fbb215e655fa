"""Bars: one scale for all, zero where it belongs, unknown is not zero, every figure as text."""

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from spilno.design.charts import Bar, drawn

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
TABLE = "{% load chart_tags %}{% bar_table bars title='Fit' first='Criterion' second='Share' %}"


def shown(*bars: Bar) -> str:
    return Template(TABLE).render(Context({"bars": bars}))


def test_the_largest_value_fills_the_row_and_the_others_keep_their_share() -> None:
    assert [row.width for row in drawn([Bar("a", 4, "4"), Bar("b", 1, "1"), Bar("c", 0, "0")])] == [100, 25, 0]


def test_a_fixed_scale_keeps_small_shares_small() -> None:
    assert drawn([Bar("a", 0.2, "20 %")], largest=1.0)[0].width == 20


def test_values_against_go_left_of_one_common_zero() -> None:
    against, with_ = drawn([Bar("a", -1, "-1"), Bar("b", 3, "3")])
    assert (against.x, against.width, against.against) == (0, 25, True)
    assert (with_.x, with_.width, with_.against) == (25, 75, False)


def test_unknown_has_no_bar_while_zero_has_one_without_width() -> None:
    unknown, zero = drawn([Bar("a", None, "unknown"), Bar("b", 0.0, "0")])
    assert unknown.width is None
    assert zero.width == 0


@pytest.mark.parametrize("bars", [[], [Bar("a", None, "?")], [Bar("a", 0, "0")]])
def test_nothing_to_measure_is_no_error(bars: list[Bar]) -> None:
    assert len(drawn(bars)) == len(bars)
    assert len(drawn(bars, largest=1.0)) == len(bars)


@given(st.lists(st.none() | NUMBERS, max_size=20))
def test_no_bar_leaves_the_picture(values: list[float | None]) -> None:
    for row in drawn([Bar("x", value, "") for value in values]):
        assert -0.02 <= row.x <= 100.02
        assert row.width is None or row.x + row.width <= 100.02


@pytest.mark.parametrize("language", ["de", "uk", "en"])
def test_svg_numbers_keep_their_point_in_every_language(language: str) -> None:
    with translation.override(language):
        text = shown(Bar("a", 1, "1"), Bar("b", 8, "8"))
    assert 'width="12.5"' in text


def test_every_figure_stands_as_text_and_is_escaped() -> None:
    text = shown(Bar("<b>Größe</b>", 0.5, "50 % <i>"), Bar("Межа", None, "unknown", "uk"))
    assert "&lt;b&gt;Größe&lt;/b&gt;" in text
    assert "50 % &lt;i&gt;" in text
    assert 'lang="uk"' in text
    assert "style=" not in text
