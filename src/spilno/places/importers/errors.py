"""What can go wrong with an import.

ImportRefused              nothing was written; the message is one line for whoever gave the file
├── BadFile                the file is not what the register publishes
├── MissingRegister        another register has to be loaded first
└── Busy                   another import is running
"""


class ImportRefused(Exception):
    """Nothing was written; the message is one line."""


class BadFile(ImportRefused):
    pass


class MissingRegister(ImportRefused):
    pass


class Busy(ImportRefused):
    pass
