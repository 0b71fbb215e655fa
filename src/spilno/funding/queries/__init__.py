"""Reads about funding. Other apps call `what_fits`, or link to the page with the same facts in the address.

`/funding/fits/?…` takes, all optional:

| parameter | value |
|---|---|
| `kind` | who applies: a value of `ApplicantKind`, e.g. `municipality` |
| `region` | Land or oblast of the applicant, ISO 3166-2, e.g. `DE-NW` |
| `population` | inhabitants |
| `partner` | `none`, `contact` or `formal` (`PartnerState`) |
| `partner_region` | Land or oblast of the partner, e.g. `UA-12`; or a country, e.g. `UA` |
| `partner_kind` | a value of `ApplicantKind` |
| `purpose` | what is planned: a value of `Purpose`, e.g. `delivery` |
| `theme` | a value of `organisations.enums.Theme` |
| `amount` | cost of the plan, e.g. `40.000` |
| `starts` | first day of the plan, e.g. `2027-03-01` |
| `months`, `people` | duration and size of the plan |
| `group`, `part_time` | `yes` or `no` |
| `organisation` | an organisation's id: fills what its public profile tells |
| `partnership` | a published partnership's id: fills what it tells about the partner |

What the address says goes before what an organisation or a partnership tells. `fits_address(…)` builds it.
"""

from spilno.funding.queries.facts import fits_address, with_organisation, with_partnership
from spilno.funding.queries.fits import Fit, finance_of, fits_of, what_fits
from spilno.funding.queries.programmes import get_programme_for, get_programme_to_edit, may_edit_funding

__all__ = [
    "Fit",
    "finance_of",
    "fits_address",
    "fits_of",
    "get_programme_for",
    "get_programme_to_edit",
    "may_edit_funding",
    "what_fits",
    "with_organisation",
    "with_partnership",
]
