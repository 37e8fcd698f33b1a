"""A provider of tokens on loopback, that keeps to its published protocol: codes with PKCE, good once; refresh tokens
that change with each use; and a place where a mail server asks what a token is good for."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Tokens:
    """What was given out. `user` is whoever signs in there and says yes."""

    user: str
    port: int = 0
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    access: set[str] = field(default_factory=set)
    refresh: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def allowed(self, way: str) -> dict[str, str]:
        """Somebody says yes at this address; what the browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"state": asked["state"], "code": code}

    def answer(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(asked)
        if asked["client_id"] != "atenda-7" or asked.get("client_secret") != "segredo":
            return 401, {"error": "invalid_client"}
        if asked["grant_type"] == "authorization_code":
            known = self.codes.pop(asked["code"], None)
            proof = base64.urlsafe_b64encode(hashlib.sha256(asked["code_verifier"].encode()).digest()).rstrip(b"=")
            if known is None or known["code_challenge"] != proof.decode():
                return 400, {"error": "invalid_grant"}
            if known["redirect_uri"] != asked["redirect_uri"]:
                return 400, {"error": "invalid_grant"}
        elif asked["refresh_token"] != self.refresh:
            return 400, {"error": "invalid_grant", "error_description": "AADSTS70000: expired"}
        self.refresh, token = f"refresh-{len(self.asked)}", f"access-{len(self.asked)}"
        self.access = {token}
        return 200, {"access_token": token, "refresh_token": self.refresh, "expires_in": 3600, "token_type": "Bearer"}


@contextmanager
def giving(user: str) -> Iterator[Tokens]:
    tokens = Tokens(user)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*tokens.answer({name: values[0] for name, values in parse_qs(body).items()}))

        def do_GET(self) -> None:
            token = self.path.rpartition("token=")[2]
            is_good = token in tokens.access
            self._say(200 if is_good else 401, {"email": tokens.user} if is_good else {"error": "invalid_token"})

        def _say(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tokens.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield tokens
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
