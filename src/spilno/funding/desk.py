"""What of funding waits for the network office."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spilno.design.panels import MOST_LINES, Panel, panel_of
from spilno.engine.eligibility import TimingState, timing_of
from spilno.funding.engine_values import programme_of
from spilno.funding.models import Programme


def panels() -> list[Panel]:
    """Records to compare with their source, and those whose last known round is over."""
    today, line = timezone.localdate(), "funding/partials/desk_programme.html"
    rows = Programme.objects.published().with_rows()
    over = [one for one in rows if timing_of(programme_of(one), today).state == TimingState.CLOSED]
    return [
        panel_of("funding_check", _("Funding: records to check"), Programme.objects.published().to_check(), line),
        Panel("funding_closed", _("Funding: closed, next round unknown"), over[:MOST_LINES], len(over), line),
    ]
