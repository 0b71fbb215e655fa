"""When the registers come after the demonstration: whoever stood at its seat's town, for want of its unit, moves there."""

from spilno.common.models import DemonstrationRow
from spilno.config.demo.network import OFFICES, REGIONS, place
from spilno.organisations.models import Organisation
from spilno.partnerships.merged_areas import place_anew


def leave_seats(_moved: dict[int, int]) -> None:
    """A Kreis, a Land and an oblast of the demonstration, once their units are known; nothing else is touched."""
    label = Organisation._meta.label
    made = list(DemonstrationRow.objects.filter(label=label).values_list("key", flat=True))
    if not made:
        return
    units = {office.name: office.unit for office in OFFICES if office.unit} | {one[0]: one[3] for one in REGIONS}
    left = []
    for organisation in Organisation.objects.filter(pk__in=made, name__in=units).order_by("pk"):
        unit = place(units[organisation.name], "")
        if unit is not None and organisation.area_id != unit.pk:
            organisation.area = unit
            organisation.save(update_fields=["area"])
            left.append(unit.pk)
    place_anew(left)
