"""The engine's codes in the reader's words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from spilno.engine.eligibility import Contradiction, Operator, Reason, Timing, TimingState, Truth, Verdict
from spilno.funding.enums import ApplicantKind, Aspect, LegalForm, Purpose
from spilno.funding.models import Amount, Rule
from spilno.funding.money import shown
from spilno.funding.regions import region_name
from spilno.organisations.enums import Theme
from spilno.places.templatetags.place_tags import country_name

LABELS: dict[str, dict[str, object]] = {
    "kind": {one.value: one.label for one in ApplicantKind},
    "partner_kind": {one.value: one.label for one in ApplicantKind},
    "legal_form": {one.value: one.label for one in LegalForm},
    "purpose": {one.value: one.label for one in Purpose},
    "theme": {one.value: one.label for one in Theme},
}


@dataclass(frozen=True)
class Line:
    """kind: for, against, open. note: what is known of it, or that nobody knows."""

    kind: str
    text: str
    note: str = ""


def value_label(aspect: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return shown(value)
    if isinstance(value, int):
        return str(number_format(value, use_l10n=True, force_grouping=True))
    if aspect in ("region", "partner_region"):
        return region_name(str(value))
    if aspect in ("country", "partner_country"):
        return country_name(str(value))
    return str(LABELS.get(aspect, {}).get(str(value), value))


def condition(code: str, aspect: str, wanted: tuple[object, ...]) -> str:
    """A rule as a line: `Applicant: one of these – Association, School`."""
    values = {
        "aspect": str(Aspect(aspect).label) if aspect in Aspect.values else "",
        "wanted": "; ".join(value_label(aspect, one) for one in wanted),
    }
    if code == "minimum":
        return _("The plan costs at least %(wanted)s") % values
    if code == Operator.ONE_OF and len(wanted) > 1:
        return _("%(aspect)s: one of these – %(wanted)s") % values
    if code == Operator.NONE_OF:
        return _("%(aspect)s: not %(wanted)s") % values
    if code == Operator.AT_LEAST:
        return _("%(aspect)s: at least %(wanted)s") % values
    if code == Operator.AT_MOST:
        return _("%(aspect)s: at most %(wanted)s") % values
    return _("%(aspect)s: %(wanted)s") % values


def _reason_text(reason: Reason) -> str:
    if not reason.alternatives:
        return condition(reason.code, reason.aspect, reason.wanted)
    parts = [condition(one.code, one.aspect, one.wanted) for one in reason.alternatives]
    return _("One of these is enough: %(parts)s") % {"parts": "; ".join(parts)}


def line_of(reason: Reason) -> Line:
    kind = {Truth.YES: "for", Truth.NO: "against"}.get(reason.answer, "open")
    if reason.unsure:
        note = _("The funder’s text leaves this open or we could not confirm it; please ask.")
    elif reason.alternatives:
        note = ""
    elif reason.known is None:
        note = _("Not known yet.")
    elif kind == "against":
        note = _("Yours: %(known)s") % {"known": value_label(reason.aspect, reason.known)}
    else:
        note = ""
    return Line(kind, _reason_text(reason), note)


def rule_line(rule: Rule) -> Line:
    """A rule as it stands on the programme's page."""
    text = condition(rule.operator, rule.aspect, tuple(rule.values))
    if rule.kinds:
        kinds = "; ".join(value_label("kind", one) for one in rule.kinds)
        text = _("%(text)s (for: %(kinds)s)") % {"text": text, "kinds": kinds}
    note = _("The funder’s text leaves this open or we could not confirm it; please ask.") if rule.unsure else ""
    if rule.group:
        note = " ".join([note, _("One of several alternatives (group %(group)d).") % {"group": rule.group}]).strip()
    return Line("rule", text, note)


def amount_line(amount: Amount, currency: str) -> str:
    parts = []
    if amount.minimum is not None and amount.maximum is not None:
        limits = {"least": shown(amount.minimum, currency), "most": shown(amount.maximum, currency)}
        parts.append(_("%(least)s to %(most)s") % limits)
    elif amount.maximum is not None:
        parts.append(_("up to %(most)s") % {"most": shown(amount.maximum, currency)})
    elif amount.minimum is not None:
        parts.append(_("from %(least)s") % {"least": shown(amount.minimum, currency)})
    if amount.rate is not None:
        parts.append(
            _("up to %(rate)s %% of the cost") % {"rate": number_format(amount.rate.normalize(), use_l10n=True)}
        )
    if amount.own is not None:
        parts.append(_("own share at least %(own)s %%") % {"own": number_format(amount.own.normalize(), use_l10n=True)})
    text = ", ".join(parts)
    if amount.kinds:
        text = f"{'; '.join(value_label('kind', one) for one in amount.kinds)}: {text}"
    return capfirst(text)


def timing_text(timing: Timing) -> str:
    day = date_format(timing.until, "DATE_FORMAT") if timing.until else ""
    last = date_format(timing.last, "DATE_FORMAT") if timing.last else ""
    texts = {
        TimingState.OPEN: _("Open until %(day)s"),
        TimingState.ROLLING: _("Applications at any time, until %(day)s") if day else _("Applications at any time"),
        TimingState.SECOND_STAGE: _("Only for those who handed in a sketch: until %(day)s"),
        TimingState.ANNOUNCED: _("Opens on %(day)s"),
        TimingState.CLOSED: _("Closed on %(last)s, next round unknown"),
        TimingState.UNKNOWN: _("Dates not known; please ask the funder"),
    }
    return texts[timing.state] % {"day": day, "last": last}


def timing_badge(timing: Timing) -> str:
    """Colour of the badge."""
    good = {TimingState.OPEN, TimingState.ROLLING}
    return "success" if timing.state in good else "warning" if timing.state == TimingState.CLOSED else "info"


def answer_text(verdict: Verdict) -> str:
    texts = {Truth.YES: _("Fits"), Truth.UNKNOWN: _("Fits if …"), Truth.NO: _("Does not fit because …")}
    return texts[verdict.answer]


def contradiction_text(one: Contradiction) -> str:
    aspect = str(Aspect(one.subject).label) if one.subject in Aspect.values else ""
    values = [
        date_format(value, "DATE_FORMAT") if isinstance(value, date) else value_label(one.subject, value)
        for value in one.values
    ]
    texts = {
        "nothing_left": _("%(aspect)s: the rules leave nothing that would fit (%(values)s)."),
        "above_most": _("%(aspect)s: the least is above the most (%(values)s)."),
        "yes_and_no": _("%(aspect)s: one rule asks for yes, another for no."),
        "region_elsewhere": _("%(aspect)s: the region lies in another country than the rules ask for (%(values)s)."),
        "partner_and_none": _("The rules ask for a formal partnership and for no partner at once."),
        "amounts": _("The smallest grant is above the largest (%(values)s)."),
        "amount_twice": _("Two amounts are for the same applicants (%(values)s).")
        if values
        else _("Two amounts are for all applicants."),
        "closes_first": _("A round closes before it opens (%(values)s)."),
        "second_first": _("The second stage ends before the first (%(values)s)."),
    }
    return texts[one.code] % {"aspect": aspect, "values": "; ".join(values)}
