"""Papers of a case: what each says, taken from the case, the registers and the registry."""
