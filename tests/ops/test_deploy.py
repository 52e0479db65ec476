"""The files of deploy/ fit the program: settings that exist, nothing copied by accident, users without rights (F7, J1)."""

import re
from pathlib import Path

import pytest

from app.config import ROOT

DEPLOY = ROOT / "deploy"


def _known() -> set[str]:
    words = "".join(p.read_text() for p in (ROOT / "app").rglob("*.py"))
    return set(re.findall(r"\b(LINLI_[A-Z_]+|PORT)\b", words))


def test_every_setting_of_the_sample_is_one_that_linli_or_its_surroundings_read() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "linli.env.sample").read_text(), re.M))
    caddy = set(re.findall(r"\{\$([A-Z_]+)", (DEPLOY / "Caddyfile").read_text()))
    assert named - _known() <= caddy | {"LD_LIBRARY_PATH", "PGPASSFILE"}


def test_the_image_copies_by_name_so_that_no_key_and_no_data_get_in() -> None:
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    sources = [w for line in lines if line.startswith("COPY") for w in line.split()[1:-1] if not w.startswith("--")]
    assert sources and not {".", "./", "*", "/srv/linli", "data", "data/"} & set(sources)
    assert "USER linli" in lines and any(line.startswith("HEALTHCHECK") for line in lines) and "VOLUME /data" in lines


@pytest.mark.parametrize("name", ["linli.service", "linli@.service"])
def test_the_services_run_without_rights(name: str) -> None:
    words = (DEPLOY / name).read_text().splitlines()
    assert {"User=linli", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "UMask=0077"} <= set(words)


def test_each_port_of_the_template_is_its_own_although_the_settings_name_one() -> None:
    assert "ExecStart=/usr/bin/env PORT=%i /srv/linli/.venv/bin/linli serve" in (DEPLOY / "linli@.service").read_text()


def test_every_file_that_the_steps_name_is_there() -> None:
    named = set(re.findall(r"deploy/([\w.@-]+)", (DEPLOY / "README.md").read_text()))
    assert {n for n in named if not Path(DEPLOY / n).exists()} <= set()
