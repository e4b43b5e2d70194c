"""How long the importers are tried on damaged input: shortly with every change, long before a release."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    "short", max_examples=60, deadline=None, suppress_health_check=SLOW, derandomize=True
)
settings.register_profile("campaign", max_examples=50_000, deadline=None, suppress_health_check=SLOW)


def pytest_configure(config):
    if not config.getoption("--hypothesis-profile", default=None):
        settings.load_profile("short")
