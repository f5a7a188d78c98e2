"""What a site can set, by environment variables that begin with `SARC_`. Every field describes itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from cds_service.errors import CannotStartError
from rules.context import Criteria, MassIndex

__all__ = ["CannotStartError", "Settings", "check_can_start", "local_now", "read_settings"]

Language = Literal["en", "zh-CN"]


def _known_zone(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("must name a time zone, such as Asia/Shanghai") from None
    return name


class Settings(BaseSettings):
    """The settings of one process; frozen once read."""

    model_config = SettingsConfigDict(env_prefix="SARC_", frozen=True, extra="forbid", hide_input_in_errors=True)

    profile: Literal["demo", "prod"] = Field(
        default="demo",
        description="`demo` for trying with made-up patients; `prod` for real ones (refused until clients can sign).",
    )
    data_dir: Path = Field(default=Path("var"), description="The folder of the database and the site key.")
    database_url: str | None = Field(
        default=None,
        description="Where answers are recorded: `sqlite:///<file>`. Without it, `records.sqlite` in the data folder.",
    )
    criteria: Criteria = Field(default=Criteria.AWGS2019, description="The definition of sarcopenia to stage by.")
    mass_index: MassIndex = Field(
        default=MassIndex.EITHER, description="The muscle-mass index that decides under AWGS 2025."
    )
    asian: bool = Field(default=True, description="Use the body-mass limits published for Asian adults.")
    lang: Language = Field(default="en", description="The language of cards where neither client nor request says.")
    timezone: Annotated[str | None, AfterValidator(_known_zone)] = Field(
        default=None, description="The hospital's time zone, such as `Asia/Shanghai`. Without it, this machine's."
    )
    clients_file: Path | None = Field(
        default=None, description="The TOML file of trusted record systems: names, FHIR addresses, language, origins."
    )
    codes_file: Path | None = Field(default=None, description="The site's own code map (TOML).")
    associations_file: Path | None = Field(
        default=None,
        description="The site's own associations of risk factors (TOML), shown beside what is published.",
    )
    signatures_file: Path | None = Field(
        default=None,
        description="This site's signatures under rules that dose. Without it, `signatures.toml` in the data folder.",
    )
    deadline_seconds: float = Field(
        default=2.0,
        gt=0,
        le=30,
        description="How long reading for one answer may take; writing down and answering it comes on top.",
    )
    max_body_bytes: int = Field(
        default=5 * 1024 * 1024, gt=0, description="The largest request body that is read; larger ones get 413."
    )
    public_url: str = Field(
        default="http://127.0.0.1:8000", description="The address at which record systems reach this service."
    )

    @property
    def signatures_path(self) -> Path:
        """The file of this site's signatures; it need not exist."""
        return self.signatures_file or self.data_dir / "signatures.toml"

    @property
    def database_file(self) -> Path:
        """The SQLite file of the records. Raises CannotStartError for any other kind of database."""
        if self.database_url is None:
            return self.data_dir / "records.sqlite"
        scheme, separator, path = self.database_url.partition(":///")
        if scheme != "sqlite" or not separator or not path or path == ":memory:":
            raise CannotStartError(
                "SARC_DATABASE_URL: only a SQLite file can be written so far. Use sqlite:///<file>, or leave it unset."
            )
        return Path(path)


def read_settings(**given: object) -> Settings:
    """Settings from the environment, with `given` on top. Raises CannotStartError in one line without any value."""
    try:
        return Settings.model_validate(given) if given else Settings()
    except ValidationError as error:
        faults = (f"SARC_{'_'.join(map(str, item['loc'])).upper()}: {item['msg']}" for item in error.errors())
        raise CannotStartError("; ".join(faults) + ". See docs/reference/settings.md.") from None


def check_can_start(settings: Settings) -> None:
    """Raise CannotStartError, in one line, where the service must not be started with these settings."""
    if settings.profile == "prod":
        raise CannotStartError(
            "SARC_PROFILE=prod is refused: this release cannot yet check who is calling (client identity). "
            "Use SARC_PROFILE=demo, with made-up patients only."
        )
    _ = settings.database_file
    files = {
        "SARC_CLIENTS_FILE": settings.clients_file,
        "SARC_CODES_FILE": settings.codes_file,
        "SARC_ASSOCIATIONS_FILE": settings.associations_file,
    }
    for name, path in files.items():
        if path is not None and not path.is_file():
            raise CannotStartError(f"{name}: {path} is not a file. Name a readable TOML file, or leave it unset.")


def local_now(settings: Settings) -> datetime:
    """This instant with the hospital's zone, in which the calendar day of a decision is counted."""
    return datetime.now(ZoneInfo(settings.timezone)) if settings.timezone else datetime.now().astimezone()
