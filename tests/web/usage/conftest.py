"""Those who are signed in, and citizens on the same database: the fixtures of the helpline's pages."""

from tests.web.staff.conftest import citizen, client, counsellor, quick_hashes, settings

__all__ = ["citizen", "client", "counsellor", "quick_hashes", "settings"]
