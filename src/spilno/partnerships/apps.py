from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "spilno.partnerships"
    label = "partnerships"

    def ready(self) -> None:
        """Relations lengthen the ways of the directory and make partners of organisations."""
        from spilno.organisations.queries.rights import PARTNER_SOURCES
        from spilno.organisations.queries.ties import NODE_READERS, TIE_SOURCES
        from spilno.partnerships.queries import ties

        TIE_SOURCES.append(ties.relations)
        NODE_READERS["partnership"] = ties.read_partnerships
        PARTNER_SOURCES.append(ties.partner_organisations)
