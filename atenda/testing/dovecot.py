"""The IMAP server of the tests: Dovecot of the machine, installed when we may, run by whoever runs the tests.

`python -m atenda.testing.dovecot` installs it where that can be done; without it the tests of IMAP say so and are
skipped, and nothing else."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from imaplib import IMAP4
from pathlib import Path
from tempfile import TemporaryDirectory

PLACES = ("/usr/sbin/dovecot", "/usr/local/sbin/dovecot", "/opt/homebrew/sbin/dovecot")
USER, PASSWORD = "soporte@acme.example", "ría-de-Arousa-7"
CONFIGURATION = """
base_dir = {base}/run
state_dir = {base}/run
log_path = {base}/log
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 0
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
disable_plaintext_auth = no
auth_mechanisms = plain login{more_mechanisms}
passdb {{
  driver = static
  args = password={{PLAIN}}{password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/home/%u
}}
mail_location = maildir:~/Maildir
mail_fsync = never
namespace inbox {{
  inbox = yes
  separator = /
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service imap {{
  process_limit = 50
}}
service stats {{
  chroot =
}}
"""


def executable() -> str | None:
    return next((path for path in PLACES if os.access(path, os.X_OK)), None)


def ensure() -> bool:
    """Find it, or install it where that is ours to do."""
    if executable() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Dovecot for the tests of IMAP.")
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "dovecot-imapd"], check=False)
    return executable() is not None


@dataclass
class Server:
    """A running one. Every password is the same, and whoever signs in has a mailbox."""

    base: Path
    port: int
    tls_port: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        program = executable()
        if program is None:
            raise FileNotFoundError("dovecot")
        who = _runs_as()
        drops = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        command = [program, "-F", "-c", str(self.base / "dovecot.conf")]
        self.process = subprocess.Popen(command, **drops)  # type: ignore[call-overload]
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as line:
                line.settimeout(5)
                if line.recv(4) == b"* OK":
                    return
            time.sleep(0.05)
        raise TimeoutError((self.base / "log").read_text() if (self.base / "log").exists() else "no answer")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    @contextmanager
    def signed_in(self, user: str = USER) -> Iterator[IMAP4]:
        """A client of the tests' own."""
        client = IMAP4("127.0.0.1", self.port, timeout=60)
        client.authenticate("PLAIN", lambda _question: f"\0{user}\0{PASSWORD}".encode())
        try:
            yield client
        finally:
            client.logout()

    def put(self, *mails: bytes, folder: str = "INBOX", user: str = USER, when: str | None = None) -> None:
        """Mails that came, now or at the moment given as IMAP writes it."""
        with self.signed_in(user) as client:
            if folder != "INBOX":
                client.create(f'"{folder}"')
            for mail in mails:
                kind, said = client.append(f'"{folder}"', "", when or "", mail)
                if kind != "OK":
                    raise OSError(said)

    def seen(self, folder: str = "INBOX", user: str = USER) -> int:
        with self.signed_in(user) as client:
            client.select(f'"{folder}"', readonly=True)
            found = client.search(None, "SEEN")[1][0]
        return len(found.split())

    def forget(self, user: str = USER) -> None:
        """What it knew of its folders: their mails get new numbers (6.16)."""
        for path in (self.base / "home" / user / "Maildir").rglob("dovecot*"):
            path.unlink()


@contextmanager
def running(*, certificate: Path | None = None, key: Path | None = None, oauth: str = "") -> Iterator[Server]:
    """A server on loopback, with TLS where it is given a certificate. `oauth`: where it asks about tokens."""
    with TemporaryDirectory(prefix="atenda-dovecot-") as folder:
        base = Path(folder)
        (base / "run").mkdir()
        server = Server(base, _free_port(), _free_port())
        who = _runs_as()
        said = CONFIGURATION.format(
            base=base,
            user=who.pw_name,
            group=grp.getgrgid(who.pw_gid).gr_name,
            uid=who.pw_uid,
            gid=who.pw_gid,
            ssl="yes" if certificate else "no",
            password=PASSWORD,
            port=server.port,
            tls_port=server.tls_port if certificate else 0,
            more_mechanisms=" xoauth2 oauthbearer" if oauth else "",
        )
        if certificate and key:
            for name, path in (("crt", certificate), ("key", key)):
                (base / name).write_bytes(path.read_bytes())
            said += f"ssl_cert = <{base}/crt\nssl_key = <{base}/key\n"
        if oauth:
            (base / "oauth.conf").write_text(f"tokeninfo_url = {oauth}\nusername_attribute = email\n")
            said += "passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n"
            said += f"  args = {base}/oauth.conf\n}}\n"
        (base / "dovecot.conf").write_text(said)
        if os.geteuid() == 0:
            for path in (base, *base.iterdir()):
                os.chown(path, who.pw_uid, who.pw_gid)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _runs_as() -> pwd.struct_passwd:
    """Whoever runs the tests. Root runs it as nobody: Dovecot speaks to no stranger as root."""
    return pwd.getpwuid(os.geteuid()) if os.geteuid() else pwd.getpwnam("nobody")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


if __name__ == "__main__":
    if not ensure():
        print("Dovecot is missing: the tests of IMAP are skipped. Install dovecot-imapd to run them.")
