"""The one exception with which a use case says no."""


class Refusal(Exception):
    """A use case that cannot be done, with a plain Swedish sentence for the person who asked.

    `status` is the HTTP status a page answers with: 400 (cannot be understood), 403 (may not), 404 (is not
    there), 409 (no longer so), 410 (over), 429 (too often), 500 (what is stored is damaged; it is logged)
    or 503 (too many at once).
    """

    def __init__(self, message: str, status: int = 409) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
