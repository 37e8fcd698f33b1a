"""The receiver of the guide works as it stands: it takes what is ours, and nothing else."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from atenda.testing import make
from atenda.testing.cast import NOW
from atenda.webhooks.managing import add_endpoint
from atenda.webhooks.models import Delivery
from atenda.webhooks.redelivering import again
from atenda.webhooks.sealed import signatures

GUIDES = Path(__file__).resolve().parents[3] / "docs" / "using"


@pytest.mark.parametrize("language", ["es", "gl"])
def test_the_receiver_of_the_guide_takes_ours_and_nothing_else(acme, settings, rounds, tmp_path, language) -> None:
    settings.WEBHOOKS_PRIVATE = ["127.0.0.0/8"]
    guide = (GUIDES / language / "webhooks.md").read_text()
    (tmp_path / "receptor.py").write_text(re.findall(r"```python\n(.*?)```", guide, re.DOTALL)[0])
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    _endpoint, secret = add_endpoint(url=url, kinds=["case.opened"], by=acme.admin, now=NOW)
    variables = {**os.environ, "WEBHOOK_SECRET": secret, "PORT": str(port)}
    running = subprocess.Popen(
        [sys.executable, tmp_path / "receptor.py"], env=variables, stdout=subprocess.PIPE, text=True
    )
    try:
        wait_for(port)
        case = make.case("Gotea", by=acme.agent)
        rounds(1)
        delivery = Delivery.objects.get()
        assert again(delivery, now=NOW)
        rounds(1)
        assert [attempt[1] for attempt in Delivery.objects.get().attempts] == [204, 204]
        body = delivery.body or Delivery.objects.get().body
        assert forged(url, body, "msg_1", int(time.time()), b"another key") == 401
        ours = base64.b64decode(secret.removeprefix("whsec_"))
        assert forged(url, body, "msg_1", int(time.time()) - 3600, ours) == 401
    finally:
        running.terminate()
        said = running.communicate(timeout=10)[0]
    assert said == f"case.opened {case.folio}\n"


@pytest.mark.parametrize("language", ["es", "gl"])
def test_what_the_guide_shows_is_what_is_sent(acme, receiver, endpoint, rounds, language) -> None:
    from atenda.cases.editing import edit

    guide = (GUIDES / language / "webhooks.md").read_text()
    shown = json.loads(re.findall(r"```json\n(.*?)```", guide, re.DOTALL)[0])
    edit(make.case(by=acme.agent), priority=acme.priority("Alta"), by=acme.agent, now=NOW)
    rounds()
    assert shape(receiver.taken[-1].said) == shape(shown)


def shape(said: object) -> object:
    return {key: shape(value) for key, value in said.items()} if isinstance(said, dict) else type(said).__name__


def forged(url: str, body: str, message_id: str, at: int, key: bytes) -> int:
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": signatures(message_id, at, body.encode(), [key]),
    }
    try:
        with closing(urllib.request.urlopen(urllib.request.Request(url, body.encode(), headers))) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the receiver of the guide does not listen")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
