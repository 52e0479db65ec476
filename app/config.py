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
    public_url: str = ""
    demo: bool = False
    demo_password: str = "linli-demo"  # noqa: S105  shown on the sign-in page in demo mode only
    strict: bool = False
    offline: bool = True
    proxy_hops: int = 0

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
    """Build the settings from an environment. Raises ValueError where PORT is not a number."""
    return Settings(
        port=int(env.get("PORT") or 3000),
        data_dir=Path(env.get("LINLI_DATA_DIR") or ROOT / "data").resolve(),
        database_url=env.get("LINLI_DATABASE_URL", ""),
        redis_url=env.get("LINLI_REDIS_URL", ""),
        key_file=Path(env["LINLI_KEY_FILE"]).resolve() if env.get("LINLI_KEY_FILE") else None,
        public_url=env.get("LINLI_PUBLIC_URL", "").rstrip("/"),
        demo=_yes(env.get("LINLI_DEMO")),
        demo_password=env.get("LINLI_DEMO_PASSWORD") or "linli-demo",
        strict=_yes(env.get("LINLI_STRICT")),
        offline=env.get("OFFLINE", "on").lower() != "off",
        proxy_hops=int(env.get("LINLI_PROXY_HOPS") or 0),
    )


settings = read(os.environ)
