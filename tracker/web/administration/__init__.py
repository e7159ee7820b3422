"""Pages for the organisation's administrators: people and look."""

# Importing a page attaches it to the blueprint, which lies in a module of its own.
from tracker.web.administration import appearance, blueprint, users

__all__ = ["appearance", "blueprint", "users"]
