"""Model agreements: our own clauses in three languages, chosen by questions, filled from what is known, written as a paper."""
