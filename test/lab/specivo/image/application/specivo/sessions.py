"""Sessions as signed cookies. Another SECRET_KEY makes every session of before invalid."""

import hashlib
import hmac
import os

COOKIE = "specivo_session"
SECRET_KEY = os.environ.get("SECRET_KEY", "").encode()


def sign(login: str) -> str:
    return f"{login}.{hmac.new(SECRET_KEY, login.encode(), hashlib.sha256).hexdigest()}"


def login_of(cookie: str | None) -> str | None:
    """The login a cookie stands for, or None when its signature is not ours."""
    login, dot, _ = (cookie or "").rpartition(".")
    return login if dot and hmac.compare_digest(sign(login), cookie) else None
