"""What can be wrong with a list as a whole; what is wrong with a row stands in its row."""


class BadList(Exception):
    """The file or its mapping cannot be used; nothing was written. The message is one line for whoever gave the file."""
