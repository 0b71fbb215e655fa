"""What helps with a step of a case file: needs of the directory, guides of the library, model agreements."""

from spilno.library.enums import AgreementKind, Need
from spilno.partnerships.enums import StepKind

NEEDS: dict[str, frozenset[Need]] = {
    StepKind.MOTION: frozenset({Need.PARTNER, Need.EXPERIENCE}),
    StepKind.ORDER: frozenset({Need.STAFF, Need.EXPERIENCE}),
    StepKind.CRITERIA: frozenset({Need.PARTNER, Need.LEVELS}),
    StepKind.CONSULTATION: frozenset({Need.PARTNER, Need.LEVELS, Need.EXPERIENCE}),
    StepKind.PROPOSALS: frozenset({Need.PARTNER, Need.MONEY}),
    StepKind.MEETING: frozenset({Need.TRAVEL, Need.CIVIL}),
    StepKind.NEEDS: frozenset({Need.AID, Need.MONEY}),
    StepKind.INTENT: frozenset({Need.AGREEMENT}),
    StepKind.OWN_RESOLUTION: frozenset({Need.AGREEMENT, Need.STAFF}),
    StepKind.PARTNER_RESOLUTION: frozenset({Need.AGREEMENT, Need.LEVELS}),
    StepKind.SIGNING: frozenset({Need.AGREEMENT, Need.TRAVEL}),
    StepKind.WORKING_GROUPS: frozenset({Need.CIVIL, Need.SCHOOLS, Need.CULTURE, Need.MONEY, Need.AID}),
    StepKind.REVIEW: frozenset({Need.AGREEMENT, Need.EXPERIENCE}),
}
# Keys of shipped guides; one that was taken off the site is left out.
GUIDES: dict[str, tuple[str, ...]] = {
    StepKind.MOTION: ("first-steps-town", "solidarity-or-city-partnership"),
    StepKind.ORDER: ("first-steps-town",),
    StepKind.CRITERIA: ("level-explainer",),
    StepKind.CONSULTATION: ("level-explainer", "peer-consultation"),
    StepKind.PROPOSALS: ("solidarity-or-city-partnership",),
    StepKind.MEETING: ("security-in-public-texts",),
    StepKind.NEEDS: ("security-in-public-texts",),
    StepKind.INTENT: ("solidarity-or-city-partnership",),
    StepKind.WORKING_GROUPS: ("security-in-public-texts",),
    StepKind.REVIEW: ("solidarity-or-city-partnership", "peer-consultation"),
}
# The model that a step asks for; "" for all of them.
MODELS: dict[str, str] = {
    StepKind.INTENT: AgreementKind.INTENT,
    StepKind.OWN_RESOLUTION: "",
    StepKind.PARTNER_RESOLUTION: "",
    StepKind.SIGNING: "",
    StepKind.REVIEW: "",
}
