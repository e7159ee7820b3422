"""The one-time link with which a person chooses a password, made by an administrator."""

from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from tracker.models import User, db
from tracker.services.refusal import Refusal

VALID_FOR = timedelta(hours=24)


def password_token(user: User, secret: str, *, now: datetime) -> str:
    """A token for `VALID_FOR`; it dies when the person's sessions end, as they do with a new password."""
    expires = int((now + VALID_FOR).timestamp())
    return str(_serializer(secret).dumps([user.id, user.session_version, expires]))


def person_of_token(token: str, secret: str, *, now: datetime) -> User:
    """Whose password the token may choose. Raises Refusal: 404 when altered, 410 when used or too old."""
    try:
        user_id, session_version, expires = _serializer(secret).loads(token)
    except (BadSignature, UnicodeError) as error:
        raise Refusal("Länken är inte hel. Kopiera hela länken och försök igen.", 404) from error
    user = db.session.get(User, user_id)
    if (
        user is None
        or not user.active
        or user.session_version != session_version
        or now.timestamp() >= expires
    ):
        raise Refusal("Länken är redan använd eller för gammal. Be den som sköter tjänsten om en ny.", 410)
    return user


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="choose-password")
