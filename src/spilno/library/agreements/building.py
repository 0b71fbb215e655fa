"""From kind, answers and parties to the paper: every word of ours from the model, every word of theirs as plain text."""

from collections.abc import Mapping, Sequence
from string import Template

from django.utils.translation import override

from spilno.design.papers.paper import Paper, Passage
from spilno.library.agreements.choices import Choices, Own, PartyText
from spilno.library.agreements.clauses import Model, Paragraph, Text, model
from spilno.library.agreements.numbers import day_of, duration, joined_languages

# Questions that are answered by yes or no.
FLAGS = (
    "solidarity", "joint_funding", "aid", "civil_society", "confidentiality", "data_protection", "publicity", "suspension",
    "coordination", "accession",
)  # fmt: skip


def build_agreement(kind: str, choices: Choices, parties: Sequence[PartyText]) -> Paper:
    """kind: a key of the model's titles. Parties: at least two places are kept for them, named or not."""
    return _Writer(kind, choices, parties).write()


def foot_of(name: str, languages: Sequence[str]) -> Passage:
    """name: "foot" while it is a draft, "foot_final" for the text that is signed."""
    text, told = model().words[name], model()
    values = {one: {"version": told.version, "valid": day_of(told.valid_as_of, one)} for one in languages}
    return {one: Template(text[one]).substitute(values[one]) for one in languages}


def _yes(value: object) -> str:
    return "yes" if value else "no"


class _Writer:
    def __init__(self, kind: str, choices: Choices, parties: Sequence[PartyText]) -> None:
        self.model: Model = model()
        self.kind, self.choices = kind, choices
        self.languages = choices.language_codes
        self.parties = [*parties, *[PartyText()] * (2 - len(parties))]
        self.answers = self._answers()
        self.values = {language: self._values(language) for language in self.languages}

    def write(self) -> Paper:
        own_title = self.choices.title
        title = {one: own_title.get(one, "") or self.model.titles[self.kind][one] for one in self.languages}
        paper = Paper(self.languages, title, foot=foot_of("foot", self.languages), beside=True)
        self._parties(paper)
        paper.heading(self._words("preamble"))
        for paragraph in self.model.preamble:
            if paragraph.stands(self.kind, self.answers):
                paper.text(self._fill(paragraph.text))
        self._articles(paper)
        paper.heading(self._words("signatures"))
        paper.signatures([self._party_name(one) for one in self.parties], self._lines())
        return paper

    def _words(self, name: str, values: Mapping[str, Mapping[str, object]] | None = None) -> Passage:
        text = self.model.words[name]
        return {one: Template(text[one]).substitute((values or {}).get(one, {})) for one in self.languages}

    def _fill(self, text: Text) -> Passage:
        return {one: Template(text[one]).substitute(self.values[one]) for one in self.languages}

    def _own(self, own: Own, missing: str = "to_fill") -> Passage:
        """What somebody wrote in each language; where they did not, a mark that it is to be completed."""
        return {one: own.get(one, "") or self.model.words[missing][one] for one in self.languages}

    def _party_name(self, party: PartyText) -> Passage:
        return self._own(party.name, "party_unnamed")

    def _parties(self, paper: Paper) -> None:
        paper.text(self._words("between"))
        lines = []
        for party in self.parties:
            name, office = self._party_name(party), self._own(party.represented, "office_unnamed")
            values = {one: {"office": office[one]} for one in self.languages}
            said = self._words("represented", values)
            lines.append({one: f"{name[one]}, {said[one]}" for one in self.languages})
        paper.items(lines)
        paper.text(self._words("together"))

    def _articles(self, paper: Paper) -> None:
        number = 0
        for article in self.model.articles:
            paragraphs = article.standing(self.kind, self.answers)
            if not paragraphs:
                continue
            number += 1
            self._heading(paper, number, article.title)
            for at, paragraph in enumerate(paragraphs, start=1):
                self._paragraph(paper, paragraph, at if len(paragraphs) > 1 else 0)
        if any(self.choices.additional.values()):
            self._heading(paper, number + 1, self.model.words["additional"])
            paper.text(self._own(self.choices.additional))

    def _heading(self, paper: Paper, number: int, title: Text) -> None:
        head = self._words("article", {one: {"number": number} for one in self.languages})
        paper.heading({one: f"{head[one]}. {title[one]}" for one in self.languages})

    def _paragraph(self, paper: Paper, paragraph: Paragraph, number: int) -> None:
        text = self._fill(paragraph.text)
        paper.text({one: f"({number}) {said}" if number else said for one, said in text.items()})
        if paragraph.list == "themes":
            paper.items(self._themes())
        elif paragraph.list == "resolutions":
            paper.items(self._resolutions())

    def _themes(self) -> list[Passage]:
        found: list[Passage] = []
        for theme in self.choices.known_themes:
            said = {}
            for language in self.languages:
                with override(language):
                    said[language] = str(theme.label)
            found.append(said)
        others = self.choices.other_themes
        return [*found, self._own(others)] if any(others.values()) else found

    def _resolutions(self) -> list[Passage]:
        found: list[Passage] = []
        for party in self.parties:
            if party.decided_on is None:
                continue
            name, said = self._party_name(party), {}
            for language in self.languages:
                parts = [name[language], party.decided_by, day_of(party.decided_on, language)]
                said[language] = ", ".join(filter(None, parts))
            found.append(said)
        return found

    def _lines(self) -> list[Passage]:
        return [self._words("place_day"), self._words("name_office")]

    def _answers(self) -> dict[str, str]:
        chosen = self.choices
        answers = {name: _yes(getattr(chosen, name)) for name in FLAGS}
        answers |= {name: getattr(chosen, name) for name in ("term", "in_force", "working_language", "review")}
        english = chosen.prevailing == "english" and "en" in self.languages
        return answers | {
            "prevailing": "english" if english else "equal",
            "has_themes": _yes(chosen.known_themes or any(chosen.other_themes.values())),
            "has_trial": _yes(chosen.trial_months),
            "has_project_end": _yes(chosen.project_end),
            "has_resolutions": _yes(any(one.decided_on for one in self.parties)),
            "several_languages": _yes(len(self.languages) > 1),
        }

    def _values(self, language: str) -> dict[str, str]:
        chosen = self.choices
        end = chosen.project_end
        return {
            "project_title": self._own(chosen.project_title)[language],
            "project_goal": self._own(chosen.project_goal)[language],
            "project_until": day_of(end, language) if end else "",
            "language_list": joined_languages(self.languages, language),
            "term_duration": duration(chosen.term_years, "year", language),
            "trial_duration": duration(chosen.trial_months, "month", language),
            "notice_duration": duration(chosen.notice_months, "month", language),
            "intent_duration": duration(chosen.intent_months, "month", language),
            "rhythm": duration(chosen.rhythm_months, "month", language),
        }
