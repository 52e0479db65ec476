"""The socket opens for our own pages only (promise B8)."""

import pytest
import socketio

from tests.security.conftest import Live


def _opens(live: Live, origin: str | None) -> bool:
    client = socketio.Client(reconnection=False, handle_sigint=False, websocket_extra_options={"suppress_origin": True})
    headers = {} if origin is None else {"Origin": origin}
    try:
        client.connect(f"{live.origin}/?token=t", headers=headers, socketio_path="_event", namespaces=["/_event"], transports=["websocket"], wait_timeout=10)
    except socketio.exceptions.ConnectionError:
        return False
    client.disconnect()
    return True


def test_our_own_pages_open_the_socket(live: Live) -> None:
    assert _opens(live, live.origin)
    assert _opens(live, f"http://127.0.0.1:{live.port}")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:PORT.evil.example", "https://localhost:PORT", "http://localhost",
                                    "http://evil.example:PORT", "http://localhost:PORT/", "http://LOCALHOST:PORT", "file://", "http://localhost:1"])  # fmt: skip
def test_no_other_page_does(live: Live, origin: str) -> None:
    assert not _opens(live, origin.replace("PORT", str(live.port)))


def test_the_socket_speaks_websocket_only(live: Live) -> None:
    assert live.get("/_event/?EIO=4&transport=polling", Origin=live.origin).status == 400


def test_no_other_page_may_read_an_answer(live: Live) -> None:
    for method, path in (("GET", "/api/health"), ("GET", "/api/pack"), ("OPTIONS", "/api/session"), ("GET", "/ping"), ("GET", "/")):
        answer = live.request(method, path, Origin="https://evil.example", Access_Control_Request_Method="POST")
        assert "access-control-allow-origin" not in {k.lower() for k in answer.headers}
