"""The proxy in front of two processes: Caddy with the very file of deploy/, or where it is missing one of a page."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx

from app.config import ROOT
from tests.ops.serving import free_port, wait_until

CADDY = shutil.which("caddy")


@contextmanager
def caddy(folder: Path, port: int, upstreams: Sequence[int]) -> Iterator[None]:
    """Caddy with deploy/Caddyfile on https://localhost:port, with a certificate that it makes itself."""
    assert CADDY is not None
    env = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder),
        "LINLI_SITE": f"https://localhost:{port}", "LINLI_HTTP_PORT": str(free_port()),
        "LINLI_UPSTREAMS": " ".join(f"127.0.0.1:{p}" for p in upstreams),
    }  # fmt: skip
    log = folder / "caddy.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [CADDY, "run", "--adapter", "caddyfile", "--config", str(ROOT / "deploy/Caddyfile")], env=env, stdout=out, stderr=subprocess.STDOUT
        )

    try:
        wait_until(lambda: process.poll() is not None or _answers(port), why=lambda: log.read_text()[-2000:])
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def hops(_folder: Path, port: int, upstreams: Sequence[int]) -> Iterator[None]:
    """Every new connection goes to the next process that takes it: requests hop, a socket stays where it began."""
    listener = socket.create_server(("127.0.0.1", port))
    turn = iter(range(1 << 30))

    def connect() -> socket.socket | None:
        for _ in upstreams:
            with suppress(OSError):
                return socket.create_connection(("127.0.0.1", upstreams[next(turn) % len(upstreams)]), timeout=5)
        return None

    def pump(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def serve(caller: socket.socket) -> None:
        upstream = connect()
        if upstream is None:
            caller.close()
            return
        upstream.settimeout(None)
        with closing(caller), closing(upstream):
            back = threading.Thread(target=pump, args=(upstream, caller), daemon=True)
            back.start()
            pump(caller, upstream)
            back.join()

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@contextmanager
def nginx(folder: Path, port: int, upstreams: Sequence[int]) -> Iterator[None]:
    """nginx with deploy/nginx.conf on https://localhost:port; run by LINLI_TEST_PROXY=nginx."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program is not None
    home = folder / "nginx"
    (home / "snippets").mkdir(parents=True)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", str(home / "privkey.pem"), "-out", str(home / "fullchain.pem")], check=True, capture_output=True,
    )  # fmt: skip
    words = (ROOT / "deploy/nginx.conf").read_text().replace("/etc/ssl/linli", str(home)).replace("linli.example.cn", "localhost")
    words = words.replace("listen 80;", f"listen {free_port()};").replace("listen 443", f"listen {port}")
    for sample, given in zip(("3401", "3402"), upstreams, strict=True):
        words = words.replace(f"127.0.0.1:{sample}", f"127.0.0.1:{given}")
    (home / "linli.conf").write_text(words)
    (home / "snippets" / "linli-proxy.conf").write_text((ROOT / "deploy/linli-proxy.conf").read_text())
    (home / "nginx.conf").write_text(
        f"daemon off; pid {home}/pid; error_log {home}/log; events {{}} http {{ access_log off; include {home}/linli.conf; }}"
    )
    subprocess.run([program, "-t", "-p", str(home), "-c", str(home / "nginx.conf")], check=True, capture_output=True)
    process = subprocess.Popen([program, "-p", str(home), "-c", str(home / "nginx.conf")])
    try:
        wait_until(lambda: _answers(port))
        yield
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(f"https://localhost:{port}/api/health", verify=False, trust_env=False, timeout=2).status_code == 200
    return False


FRONTS = {"caddy": caddy, "nginx": nginx, "hops": hops}
