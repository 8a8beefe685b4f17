"""Ids made from names."""

from __future__ import annotations

import re
import unicodedata


def slug(name: str) -> str:
    """`Ma'ruf Amin` -> `maruf-amin`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
