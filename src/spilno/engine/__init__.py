"""The pure core: names, gazetteer, matching, network. No Django, no database, no clock, no network access."""
