"""Where Spilno keeps its database and files."""

import os
from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent


def runs_from_checkout() -> bool:
    """True when the package is imported from a clone rather than from an installation."""
    return (CHECKOUT / "pyproject.toml").is_file() and (CHECKOUT / "dev.py").is_file()


def home() -> Path:
    """The folder named by SPILNO_HOME; else `var` in the clone, else the user's data folder."""
    named = os.environ.get("SPILNO_HOME", "").strip()
    if named:
        return Path(named).expanduser().resolve()
    if runs_from_checkout():
        return CHECKOUT / "var"
    return Path(platformdirs.user_data_dir("spilno"))


def locale_folder() -> Path:
    """Translations: beside the code in a clone, inside the package once installed."""
    return CHECKOUT / "locale" if runs_from_checkout() else PACKAGE / "locale"
