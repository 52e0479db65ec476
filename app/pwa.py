"""The Reflex plugin: design tokens, stable builds, the service worker and its list of files."""

import json
import subprocess
from pathlib import Path
from typing import Any

from reflex.utils import path_ops, prerequisites
from reflex_base import constants
from reflex_base.plugins import Plugin

HERE = Path(__file__).parent / "web"
ASSETS = Path(__file__).parent.parent / "assets"
WORKBOX = "7.4.1"

# Reflex's own files that would change with every build or every port, each with its stable stand-in.
_ALIASES = {"$/reflex.json": "./reflex.stable.json", "$/env.json": "./env.origin.js"}


def _with_aliases(config: str) -> str:
    lines = "".join(
        f'{{ find: "{name}", replacement: fileURLToPath(new URL("{path}", import.meta.url)) }},'
        for name, path in _ALIASES.items()
    )
    return config.replace("alias: [", "alias: [" + lines, 1)


def _with_tokens(css: str) -> str:
    """Put the design tokens where Tailwind reads its theme: a class that is not in them does not compile."""
    return css.replace(
        '@import "tailwindcss/utilities.css" layer(utilities);',
        '@import "tailwindcss/utilities.css" layer(utilities);\n@import "../public/tokens.css";\n'
        '@import "../public/app.css";',
        1,
    )


class LinliPlugin(Plugin):
    """Everything between Reflex's build and a phone that opens Linli with no signal."""

    def get_frontend_dependencies(self, **context: Any) -> list[str]:
        """`idb` is the thin promise layer over IndexedDB that the phone's store uses; `uqr` draws the leader's QR code."""
        return ["idb@8.0.3", "uqr@0.1.3"]

    def get_frontend_development_dependencies(self, **context: Any) -> list[str]:
        """Workbox makes the list of files with their hashes; it does nothing else here."""
        return [f"{name}@{WORKBOX}" for name in ("workbox-build", "workbox-precaching", "workbox-routing")]

    def get_static_assets(self, **context: Any) -> list[tuple[Path, str | bytes]]:
        """Files that lie beside the generated ones, so that `node_modules` resolves from them."""
        stable = (Path("reflex.stable.json"), json.dumps({"version": constants.Reflex.VERSION}))
        sources = [
            (Path(name), (HERE / name).read_text("utf-8")) for name in ("build.mjs", "sw.src.js", "env.origin.js")
        ]
        return [stable, *sources]

    def pre_compile(self, **context: Any) -> None:
        """Two builds of the same sources are byte-identical, so phones fetch only what changed."""
        context["add_modify_task"]("vite.config.js", _with_aliases)
        context["add_modify_task"]("styles/tailwind.css", _with_tokens)

    def post_build(self, **context: Any) -> None:
        """Bundle the worker and write the precache list into it."""
        static_dir = Path(context["static_dir"]).resolve()
        node = path_ops.get_node_path()
        subprocess.run(
            [str(node), "build.mjs", str(static_dir)], cwd=prerequisites.get_web_dir(), check=True
        )
