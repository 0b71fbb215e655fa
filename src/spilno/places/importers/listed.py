"""Places that only a list of twin towns named, once a register or GeoNames brings them: one place, not two."""

from spilno.places.enums import AreaLevel, CodeScheme
from spilno.places.importers.account import CHANGED, CREATED, Account
from spilno.places.importers.finding import End, Finder
from spilno.places.importers.twin_merging import merge
from spilno.places.models import Area, DataSource


def adopt_listed(_: DataSource, account: Account) -> bool:
    """Each listed place that is found now gives its ties and its code to the area found, and goes. Whether any was.

    So it does not matter whether the twin towns were loaded before or after the places.
    """
    if not account.count(CREATED) + account.count(CHANGED):
        return False
    listed = Area.objects.filter(level=AreaLevel.PLACE, category="listed", codes__scheme=CodeScheme.LISTED)
    ends = {
        pk: End(name, country, (lat or 0.0, lon or 0.0))
        for pk, name, country, lat, lon in listed.values_list("pk", "name", "country", "lat", "lon")
    }
    if not ends:
        return False
    finder = Finder(ends.values())
    found = ((pk, finder.find(end)) for pk, end in ends.items())
    return merge([(pk, area) for pk, area in found if area is not None])
