"""One file per subject, as in `models`."""
