"""What an operator sets: `EVASTYS_*` variables or `.env`."""

from __future__ import annotations

from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from app.errors import InvalidInput

PREFIX = "EVASTYS_"
DATABASE = "evastys.sqlite3"  # in the data folder
LAST_PORT = 65535
MEMORY = ("", "memory", "memory://")  # the bus of one process


class Settings(BaseSettings):
    """Every setting. Raises ValidationError for a malformed one, InvalidInput for one that is
    not there; both with what to write."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore")

    data: Path = Path("data")  # folder of the database, made when missing
    database_url: SecretStr | None = None  # only for saying what is so: the file in that folder
    bus_url: SecretStr | None = None  # likewise: the bus of one process
    agenda: Path = Path("agendas/sydamella-2025-10-24.toml")  # what a fresh data folder loads
    host: str = "127.0.0.1"
    port: int = 8000  # 0 takes a free one
    public_url: str | None = None  # what phones open, for example https://evastys.example
    moderator_key: SecretStr | None = None  # instead of a made one; at least 20 characters

    @field_validator("database_url")
    @classmethod
    def _the_file_there_is(cls, url: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Whoever names another database must not be served from this one in silence."""
        data = info.data.get("data")
        if url is None or not url.get_secret_value() or data is None:
            return url
        scheme, _, path = url.get_secret_value().partition(":///")
        if scheme != "sqlite" or Path(path).resolve() != (data / DATABASE).resolve():
            raise ValueError(
                "this version keeps everything in one SQLite file, "
                f"sqlite:///{data / DATABASE}; leave it out, and choose the folder with "
                f"{PREFIX}DATA"
            )
        return url

    @field_validator("bus_url")
    @classmethod
    def _the_bus_there_is(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and url.get_secret_value() not in MEMORY:
            raise ValueError(
                "this version is one process with its bus in memory; leave it out or write memory://"
            )
        return url

    @field_validator("port", mode="before")
    @classmethod
    def _a_port(cls, port: object) -> int:
        try:
            number = int(str(port))
        except ValueError:
            number = -1
        if not 0 <= number <= LAST_PORT:
            raise ValueError(
                f'"{port}" is no port; write a whole number from 0 to {LAST_PORT}, for example 8001'
            )
        return number

    @field_validator("public_url")
    @classmethod
    def _an_origin(cls, url: str | None) -> str | None:
        if url is None:
            return None
        try:
            parts = urlsplit(url)
            right = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:  # brackets that do not close, a port that is no number
            right = False
        if not right or parts.path.strip("/"):
            raise ValueError("write it as https://host or http://host:port, without a path")
        return f"{parts.scheme}://{parts.netloc}".lower()

    @field_validator("moderator_key")
    @classmethod
    def _a_strong_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(key.get_secret_value()) < 20:
            raise ValueError("use at least 20 characters")
        return key

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The usual sources, once they name no setting that does not exist: a misspelt variable
        would otherwise be left out in silence. Other programs' variables are none of ours."""
        known = [f"{PREFIX}{name}".upper() for name in cls.model_fields]
        sources = [cast(EnvSettingsSource, each) for each in (env_settings, dotenv_settings)]
        for name in sorted({name.upper() for source in sources for name in source.env_vars}):
            if name.startswith(PREFIX) and name not in known:
                raise InvalidInput("error.setting", field=name, known=", ".join(known))
        return init_settings, env_settings, dotenv_settings

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
        return self.data / DATABASE
