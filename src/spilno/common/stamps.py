"""Nobody overwrites what they have not seen: a form carries a stamp of what it showed, and saving compares it.

For rows without a version of their own, and for forms over several rows.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from spilno.common.errors import ChangedMeanwhileError


def stamp_of(values: Mapping[str, Any]) -> str:
    """Digest of plain values, dates included; equal values give equal stamps, whatever their order."""
    plain = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(plain.encode(), digest_size=16).hexdigest()


def check_stamp(values: Mapping[str, Any], stamp: str) -> None:
    """Raises ChangedMeanwhileError with the values as they are now, where they are not those of the stamp.

    Call it inside the transaction that writes, on rows read with `select_for_update`.
    """
    if stamp != stamp_of(values):
        raise ChangedMeanwhileError(values)
