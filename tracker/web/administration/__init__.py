"""Pages for the organisation's administrators: people, look and Word template."""

# Importing a page attaches it to the blueprint, which lies in a module of its own.
from tracker.web.administration import appearance, blueprint, users, word_template

__all__ = ["appearance", "blueprint", "users", "word_template"]
