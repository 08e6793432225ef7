"""What is kept of conversations, and for how long. A leaf: it knows nothing about law, language or pages."""

from store.attempts import WINDOW, Attempts
from store.codes import LIFETIME, Codes, purge_codes
from store.conversations import LEFT, RETENTION, Kept, Record, Store
from store.staff import BadAccount, Staff, StaffSession
from store.usage import Count, Counted, Usage

__all__ = [
    "LEFT",
    "LIFETIME",
    "RETENTION",
    "WINDOW",
    "Attempts",
    "BadAccount",
    "Codes",
    "Count",
    "Counted",
    "Kept",
    "Record",
    "Staff",
    "StaffSession",
    "Store",
    "Usage",
    "purge_codes",
]
