"""Settings from the environment, read once (design.md §5)."""

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"


@dataclass(frozen=True)
class Settings:
    """Everything a deployment can choose. Paths are absolute; times are in seconds."""

    port: int = 3000
    data_dir: Path = field(default_factory=lambda: ROOT / "data")
    database_url: str = ""
    redis_url: str = ""
    key_file: Path | None = None
    anchor_file: Path | None = None
    """Where the heads of the audit chain are kept outside the database; best on another disk or host."""
    public_url: str = ""
    demo: bool = False
    demo_password: str = "linli-demo"  # noqa: S105  shown on the sign-in page in demo mode only
    strict: bool = False
    offline: bool = True
    mlps_password: bool = False
    """Complexity and change every 90 days, as a filing under MLPS asks (promises.md, decision (d))."""
    shown_seconds: int = 30
    """How long a phone number stays on a screen of the office; never longer than this."""
    proxy_hops: int = 0
    ports: int = 1
    """How many processes `linli serve` starts, one on each port from `port` on (PORT=3401-3404)."""
    host: str = ""
    """`all` listens on every address although there is no public one; behind a proxy on this machine, `local`."""
    bundle: Path | None = None
    """Pages that were built elsewhere, as in a container; they are taken as they are and never built anew."""
    backup: bool = True
    """Whether a backup is made each night."""
    backup_folder: Path | None = None
    backup_recipient: str = ""
    """A public key (age1…) to which every backup is encrypted."""
    office_webhook: str = ""
    """The address of the office's chat robot; empty: nothing is ever sent."""
    office_kind: str = "wecom"
    """wecom or dingtalk."""
    office_secret: str = ""
    """The robot's signing secret (DingTalk)."""
    office_name: str = ""
    office_phone: str = ""
    """Who answers for personal data, as the privacy page names it; built into the pages."""

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy address of the database: the one named, else a file in the data folder."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'linli.db'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1).replace(
            "postgres://", "postgresql+psycopg://", 1
        )

    @cached_property
    def keys(self) -> Path:
        """The one file that holds every key; never inside the database or a backup."""
        return self.key_file or self.data_dir / "keys.json"

    @cached_property
    def backups(self) -> Path:
        """Where the backups of the nights lie."""
        return self.backup_folder or self.data_dir / "backups"

    @property
    def listens_on(self) -> str:
        """The address to listen on: everywhere with a public address, unless a proxy on this machine stands before us."""
        if self.host == "all" or (self.public_url and self.host != "local"):
            return "0.0.0.0"
        return "127.0.0.1"

    @cached_property
    def origins(self) -> list[str]:
        """The origins that may open a socket or post to us: our own address, or this machine's."""
        if self.public_url:
            parts = urlsplit(self.public_url)
            return [f"{parts.scheme}://{parts.netloc}"]
        return [f"http://{host}:{self.port}" for host in ("localhost", "127.0.0.1")]

    @property
    def https(self) -> bool:
        """True where the public address is https; cookies are then `Secure` with the `__Host-` prefix."""
        return self.public_url.startswith("https://")


def _yes(value: str | None) -> bool:
    return (value or "").strip().lower() in {"1", "true", "yes", "on"}


def read(env: "os._Environ[str] | dict[str, str]") -> Settings:
    """Build the settings from an environment. Raises ValueError where PORT is no number and no range such as 3401-3404."""
    first, _, last = (env.get("PORT") or "3000").partition("-")
    ports = int(last or first) - int(first) + 1
    if not 1 <= ports <= 64:
        raise ValueError("PORT")
    return Settings(
        port=int(first),
        ports=ports,
        data_dir=Path(env.get("LINLI_DATA_DIR") or ROOT / "data").resolve(),
        database_url=env.get("LINLI_DATABASE_URL", ""),
        redis_url=env.get("LINLI_REDIS_URL", ""),
        key_file=Path(env["LINLI_KEY_FILE"]).resolve() if env.get("LINLI_KEY_FILE") else None,
        anchor_file=Path(env["LINLI_ANCHOR_FILE"]).resolve() if env.get("LINLI_ANCHOR_FILE") else None,
        public_url=env.get("LINLI_PUBLIC_URL", "").rstrip("/"),
        demo=_yes(env.get("LINLI_DEMO")),
        demo_password=env.get("LINLI_DEMO_PASSWORD") or "linli-demo",
        strict=_yes(env.get("LINLI_STRICT")),
        mlps_password=_yes(env.get("MLPS_PASSWORD")),
        offline=env.get("OFFLINE", "on").lower() != "off",
        shown_seconds=min(30, max(1, int(env.get("LINLI_SHOWN_SECONDS") or 30))),
        proxy_hops=int(env.get("LINLI_PROXY_HOPS") or 0),
        host=env.get("LINLI_HOST", "").lower(),
        bundle=Path(env["LINLI_BUNDLE"]).resolve() if env.get("LINLI_BUNDLE") else None,
        backup=env.get("LINLI_BACKUP", "on").lower() != "off",
        backup_folder=Path(env["LINLI_BACKUP_DIR"]).resolve() if env.get("LINLI_BACKUP_DIR") else None,
        backup_recipient=env.get("LINLI_BACKUP_RECIPIENT", "").strip(),
        office_webhook=env.get("LINLI_OFFICE_WEBHOOK", "").strip(),
        office_kind=env.get("LINLI_OFFICE_KIND", "wecom").strip().lower(),
        office_secret=env.get("LINLI_OFFICE_SECRET", "").strip(),
        office_name=env.get("LINLI_OFFICE_NAME", "").strip(),
        office_phone=env.get("LINLI_OFFICE_PHONE", "").strip(),
    )


settings = read(os.environ)
