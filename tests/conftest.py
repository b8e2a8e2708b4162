"""What every test has in common. Fixtures live beside the tests that use them."""

from hypothesis import settings

# The same examples on every run, and none judged by the speed of a shared machine.
settings.register_profile("evastys", derandomize=True, deadline=None)
settings.load_profile("evastys")
