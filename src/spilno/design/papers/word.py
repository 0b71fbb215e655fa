"""Papers as DOCX, to be edited before they are filed."""

import io

from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from spilno.design.papers.paper import Block, Paper, Passage

CODES = {"de": "de-DE", "uk": "uk-UA", "en": "en-GB"}
# XML 1.0 has no place for the other control characters.
_KEPT_CONTROLS = {"\t", "\n"}


def _clean(text: str) -> str:
    return "".join(sign for sign in text if sign in _KEPT_CONTROLS or ord(sign) >= 32)


def _say(paragraph: Paragraph, text: str, language: str) -> None:
    """A run with its language, so that spelling is checked and read aloud in it."""
    run = paragraph.add_run(_clean(text))
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), CODES.get(language, language))
    run._r.get_or_add_rPr().append(mark)


def _fill(cell: _Cell, passage: Passage, languages: tuple[str, ...], *, bold: bool = False) -> None:
    texts = [passage.get(language, "") for language in languages]
    shown = languages[:1] if len(set(texts)) == 1 else languages
    for number, language in enumerate(shown):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        _say(paragraph, passage.get(language, ""), language)
        for run in paragraph.runs:
            run.bold = bold or None


def _beside(file: DocumentFile, passages: list[Passage], languages: tuple[str, ...], style: str | None) -> None:
    """Passages in one language as paragraphs, in several as columns of a table without lines."""
    alike = all(len({passage.get(language, "") for language in languages}) == 1 for passage in passages)
    if len(languages) == 1 or alike:
        for passage in passages:
            _say(file.add_paragraph(style=style), passage.get(languages[0], ""), languages[0])
        return
    table = file.add_table(rows=1, cols=len(languages))
    for cell, language in zip(table.rows[0].cells, languages, strict=True):
        for number, passage in enumerate(passages):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            if style:
                paragraph.style = file.styles[style]
            _say(paragraph, passage.get(language, ""), language)


def _sign(file: DocumentFile, block: Block, languages: tuple[str, ...]) -> None:
    """Two places to sign in each row."""
    table = file.add_table(rows=(len(block.passages) + 1) // 2, cols=2)
    for number, who in enumerate(block.passages):
        cell = table.cell(number // 2, number % 2)
        _fill(cell, who, languages, bold=True)
        for line in block.head:
            cell.add_paragraph().add_run("\n" + "_" * 34)
            _join(cell.add_paragraph(), line, languages)


def _join(paragraph: Paragraph, passage: Passage, languages: tuple[str, ...]) -> None:
    """All languages in one line, each marked."""
    for number, language in enumerate(languages):
        _say(paragraph, (" · " if number else "") + passage.get(language, ""), language)


def _add(file: DocumentFile, block: Block, languages: tuple[str, ...], *, beside: bool) -> None:
    if block.kind == "heading" and beside:
        _beside(file, list(block.passages), languages, f"Heading {min(block.level + 1, 9)}")
    elif block.kind == "signatures":
        _sign(file, block, languages)
    elif block.kind == "heading":
        _join(file.add_heading(level=min(block.level + 1, 9)), block.passages[0], languages)
    elif block.kind == "text":
        _beside(file, list(block.passages), languages, None)
    elif block.kind == "list":
        _beside(file, list(block.passages), languages, "List Bullet")
    elif block.kind == "table":
        table = file.add_table(rows=0, cols=len(block.head), style="Table Grid")
        for number, row in enumerate([block.head, *block.rows]):
            for cell, passage in zip(table.add_row().cells, row, strict=True):
                _fill(cell, passage, languages, bold=number == 0)
        file.add_paragraph()
    else:
        for _line in range(block.level):
            file.add_paragraph("_" * 60)


def as_docx(paper: Paper) -> bytes:
    """The paper as bytes of a DOCX file."""
    file = Document()
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if len(paper.languages) > 2:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = Cm(2)
    file.styles["Normal"].font.size = Pt(10.5)
    first = paper.languages[0]
    file.core_properties.title = _clean(paper.title.get(first, ""))[:255]
    file.core_properties.author = "Spilno"
    file.core_properties.language = CODES[first]
    for number, language in enumerate(paper.languages):
        _say(file.add_heading(level=0 if number == 0 else 1), paper.title.get(language, ""), language)
    if paper.subtitle:
        _beside(file, [paper.subtitle], paper.languages, None)
    for block in paper.blocks:
        _add(file, block, paper.languages, beside=paper.beside)
    _join(section.footer.paragraphs[0], paper.foot, paper.languages)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()
