"""What an operator sets: `EVASTYS_*` variables or `.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting. An unknown or malformed one stops the start with a sentence."""

    model_config = SettingsConfigDict(env_prefix="EVASTYS_", env_file=".env", extra="forbid")

    data: Path = Path("data")  # folder of the database, made when missing
    agenda: Path = Path("agendas/sydamella-2025-10-24.toml")  # what a fresh data folder loads
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str | None = None  # what phones open, for example https://evastys.example
    moderator_key: SecretStr | None = None  # instead of a made one; at least 20 characters
    trusted_proxies: str = ""  # addresses whose X-Forwarded-Proto counts, comma between

    @field_validator("public_url")
    @classmethod
    def _an_origin(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise ValueError("write it as https://host or http://host:port, without a path")
        return f"{parts.scheme}://{parts.netloc}".lower()

    @model_validator(mode="after")
    def _a_strong_key(self) -> Self:
        key = self.moderator_key
        if key is not None and len(key.get_secret_value()) < 20:
            raise ValueError("moderator_key: use at least 20 characters")
        return self

    @property
    def address(self) -> str:
        """The origin that pages and codes name, without a slash at the end."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def local(self) -> str:
        """The origin for programs on this machine, whatever stands before the server."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"http://{host}:{self.port}"

    @property
    def secure(self) -> bool:
        """Whether phones come over HTTPS, so that cookies can be bound to the host."""
        return self.address.startswith("https://")

    @property
    def database(self) -> Path:
        """The database file."""
        return self.data / "evastys.sqlite3"
