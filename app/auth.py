"""Tokens and keys: made at random, kept only as hashes, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import secrets

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 that nobody mixes up


def new_token() -> str:
    """A device's or session's token: 256 random bits, safe in a cookie and a header."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """A host's key: 148 random bits in groups that can be typed, `K7QM2-…`."""
    letters = [secrets.choice(CODE_ALPHABET) for _ in range(30)]
    return "-".join("".join(letters[start : start + 5]) for start in range(0, 30, 5))


def new_id() -> str:
    """A public id that says nothing: 96 random bits."""
    return secrets.token_urlsafe(12)


def hashed(secret: str) -> str:
    """What the database keeps of a key or a session. Keys are random and long (more than 128
    bits), so a plain SHA-256 cannot be guessed back; a slow hash is for passwords."""
    return hashlib.sha256(secret.strip().encode()).hexdigest()


def keyed(token: str, secret: str) -> str:
    """What the database keeps of a participant's token: HMAC under the event's secret. Deleting
    the secret breaks the link between a phone and its answers for good."""
    return hmac.new(bytes.fromhex(secret), token.encode(), hashlib.sha256).hexdigest()


def matches(secret: str, stored: str) -> bool:
    """Whether a key is the one whose hash is stored."""
    return hmac.compare_digest(hashed(secret), stored)
