"""Settings shared by every test: Hypothesis without a time limit per example, so that a slow machine fails nothing."""

from hypothesis import HealthCheck, settings

settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")
