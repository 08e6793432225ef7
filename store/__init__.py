"""What is kept of conversations, and for how long. A leaf: it knows nothing about law, language or pages."""

from store.conversations import RETENTION, Kept, Record, Store

__all__ = ["RETENTION", "Kept", "Record", "Store"]
