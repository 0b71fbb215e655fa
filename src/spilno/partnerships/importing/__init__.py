"""Reading messy lists: from bytes to rows, from cells to parties, from a checked list to the registry and back."""
