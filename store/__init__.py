"""What is kept of conversations, and for how long. A leaf: it knows nothing about law, language or pages."""

from store.attempts import WINDOW, Attempts
from store.codes import LIFETIME, Codes, purge_codes
from store.conversations import RETENTION, Kept, Record, Store
from store.staff import BadAccount, Staff, StaffSession

__all__ = [
    "LIFETIME",
    "RETENTION",
    "WINDOW",
    "Attempts",
    "BadAccount",
    "Codes",
    "Kept",
    "Record",
    "Staff",
    "StaffSession",
    "Store",
    "purge_codes",
]
