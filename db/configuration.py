"""The configuration of an installation: `ALLIANCE_…` variables and one file, each option documented here.

`docs/configuration.md` lists the same options; a test keeps the two in step.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from alliance_monitor.errors import AllianceError
from alliance_monitor.practice import LEAST_THRESHOLD, MOST_THRESHOLD

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class ConfigurationError(AllianceError):
    """The installation cannot start as configured."""


class Configuration(BaseSettings):
    """All options of an installation."""

    model_config = SettingsConfigDict(env_prefix="ALLIANCE_", extra="forbid")

    data: Path = Field(Path("data"), description="Folder of the embedded databases and their key; made with mode 0700.")
    database: str = Field(
        "", description="Address of a PostgreSQL database (postgresql://…); empty means the embedded database."
    )
    key_file: Path | None = Field(
        None, description="File holding the key of the embedded databases; default: database.key in the data folder."
    )
    key_ring: Path | None = Field(
        None, description="File holding the key ring; default: vault.keys beside the key of the embedded databases."
    )
    keys: SecretStr = Field(
        SecretStr(""), description="The key ring itself, instead of a file: pairs ID:KEY separated by commas."
    )
    anchor: Path | None = Field(None, description="Folder of the anchors of the audit log; default: the data folder.")
    backup_folder: Path | None = Field(None, description="Folder for automatic backups; empty means none are made.")
    backup_hours: Annotated[int, Field(ge=1, le=168)] = Field(24, description="Hours between two backups.")
    backup_keep: Annotated[int, Field(ge=2, le=1000)] = Field(
        14, description="How many backups are kept in the folder; older ones are deleted."
    )
    retention_months: Annotated[int, Field(ge=0, le=600)] = Field(
        0, description="Months after its end at which a therapy is proposed for erasure; 0 means never."
    )
    public_url: str = Field(
        "",
        description="The https address of the app behind its proxy; needed to listen beyond this computer.",
    )
    demo: bool = Field(True, description="Offer the demo practice with invented clients on the welcome page.")
    idle_minutes: Annotated[int, Field(ge=1, le=60)] = Field(
        15, description="Minutes of inactivity after which a visit ends."
    )
    absolute_hours: Annotated[int, Field(ge=1, le=24)] = Field(
        10, description="Hours after which a visit ends in any case."
    )
    trusted_proxies: int = Field(
        0, ge=0, le=3, description="How many of your own proxies are in front and append to X-Forwarded-For."
    )

    prompts: Path | None = Field(
        None, description="File with prompts of your own, added to the library; checked at start-up."
    )

    safety_text: str = Field(
        "", max_length=500, description="What your service does when a life may be at risk; shown with every prompt."
    )

    instruments: Path | None = Field(
        None, description="Folder with instruments and wordings of your own; default: instruments in the data folder."
    )
    link_minutes: Annotated[int, Field(ge=5, le=20_160)] = Field(
        4_320, description="Minutes a client's link stays valid; 5 to 20160 (14 days)."
    )
    client_line: bool = Field(False, description="Let clients add a short line of free text to their rating.")
    client_ratings_at_once: bool = Field(
        False,
        description="Show the therapist a client's rating at once; otherwise once their own is saved, so that the two "
        "views stay independent.",
    )

    requests_per_minute: int = Field(
        600, ge=0, le=100_000, description="Requests per minute one address may make without a visit; 0 for no limit."
    )
    log: Literal["text", "json"] = Field(
        "text", description="Log format: text, or json for one object per line and one line per request."
    )
    oidc_issuer: str = Field(
        "",
        description="Address of your OpenID Connect provider; empty means that people sign in with a passphrase only.",
    )
    oidc_client_id: str = Field("", description="The client id under which the provider knows this app.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="The client secret; empty for a public client.")
    oidc_name: str = Field("your organisation", max_length=40, description="What the sign-in page calls the provider.")

    @field_validator("oidc_issuer")
    @classmethod
    def _reachable_safely(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("must be the https address of the provider, such as https://id.example.org")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _known_to_the_provider(self) -> Self:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("oidc_issuer needs oidc_client_id beside it")
        return self

    smallest_group: Annotated[int, Field(ge=LEAST_THRESHOLD, le=MOST_THRESHOLD)] = Field(
        LEAST_THRESHOLD, description="Fewest clients a figure on the practice page may stand for."
    )

    @field_validator("public_url")
    @classmethod
    def _https(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme != "https" or not parts.hostname or parts.path not in ("", "/")):
            raise ValueError("must be an https address without a path, such as https://alliance.example.org")
        return value.rstrip("/")

    @field_validator("database")
    @classmethod
    def _postgresql(cls, value: str) -> str:
        if value and not value.startswith("postgresql"):
            raise ValueError("must start with postgresql:// or be empty for the embedded database")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables win over the file named by ALLIANCE_CONFIG (default alliance.toml)."""
        file = Path(os.environ.get("ALLIANCE_CONFIG", "alliance.toml"))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file)

    @property
    def instruments_path(self) -> Path:
        """Folder of a practice's own instruments and wordings, if any."""
        return self.instruments or self.data / "instruments"

    @property
    def key_path(self) -> Path:
        """File of the key of the embedded databases."""
        return self.key_file or self.data / "database.key"

    @property
    def anchor_folder(self) -> Path:
        """Folder of the anchors of the audit log."""
        return self.anchor or self.data

    @property
    def key_ring_path(self) -> Path:
        """File of the key ring."""
        return self.key_ring or self.key_path.with_name("vault.keys")


def read_configuration() -> Configuration:
    """Read and validate the configuration; raises ConfigurationError for the first invalid option."""
    try:
        return Configuration()
    except ValidationError as error:
        first = error.errors()[0]
        option = ".".join(str(part) for part in first["loc"]) or "oidc_client_id"
        why = str(first["msg"]).removeprefix("Value error, ")
        raise ConfigurationError(
            f"The option {option} (ALLIANCE_{option.upper()}) is not usable: {why}.", "See docs/configuration.md."
        ) from None
    except (OSError, ValueError):
        raise ConfigurationError("The configuration file cannot be read.", "It must be valid TOML in UTF-8.") from None


def check_listening(configuration: Configuration, address: str) -> None:
    """Refuse to listen beyond this computer without https in front."""
    if address not in LOOPBACK and not configuration.public_url:
        raise ConfigurationError(
            "The app would listen beyond this computer without https.",
            "Set ALLIANCE_PUBLIC_URL to the https address of your proxy, or STREAMLIT_SERVER_ADDRESS to 127.0.0.1.",
        )


@cache
def configuration() -> Configuration:
    """The configuration of this process, read once."""
    return read_configuration()
