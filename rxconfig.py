"""What Reflex needs to know to build and to serve Linli (promises.md §5)."""

import os

os.environ.setdefault("REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE", "65536")
# After a deploy an old page must never be reloaded under a half-typed form (reflex-notes.md §2).
os.environ.setdefault("REFLEX_AUTO_RELOAD_COOLDOWN", "36500d")

import reflex as rx

from app.config import settings
from app.pwa import LinliPlugin

config = rx.Config(
    app_name="app",
    backend_port=settings.port,
    frontend_port=settings.port,
    cors_allowed_origins=settings.origins,
    redis_url=settings.redis_url or None,
    state_manager_mode=rx.constants.StateManagerMode.REDIS
    if settings.redis_url
    else rx.constants.StateManagerMode.MEMORY,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    state_auto_setters=False,
    react_strict_mode=False,
    trusted_proxy_hops=settings.proxy_hops,
    frontend_compression_formats=["brotli", "gzip"],
    plugins=[rx.plugins.TailwindV4Plugin(), LinliPlugin()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
