"""Every environment variable Atenda reads, in one table: the documentation and the reader both use it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """One variable: its name, what holds when it is not given, and what it means."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("ATENDA_DATA", "./var", "Folder for everything Atenda keeps: database, files, secret key."),
    Variable("ATENDA_DATABASE_URL", "embedded", "PostgreSQL (15 or later) for the application role."),
    Variable("ATENDA_OWNER_DATABASE_URL", "embedded", "The same database for the role that migrates."),
    Variable("ATENDA_SECRET_KEY", "kept in the data folder", "Signs sessions, seals secrets; at least 32 characters."),
    Variable("ATENDA_BIND", "127.0.0.1", "Address the web server listens on."),
    Variable("PORT", "8000", "Port of the web server."),
    Variable("ATENDA_STREAM_PORT", "PORT + 1", "Port of the live stream; a free one if it is taken."),
    Variable("ATENDA_STREAM_URL", "same host, stream port", "Where browsers find the stream, say /events."),
    Variable("ATENDA_PUBLIC_URL", "http://bind:port", "The address people type. With https, cookies are secure."),
    Variable("ATENDA_TRUSTED_PROXIES", "none", "Addresses of front servers whose X-Forwarded headers count."),
    Variable("ATENDA_OUTBOUND_PRIVATE", "none", "Private networks our mail may go to, say 10.0.0.0/8."),
    Variable("ATENDA_WEBHOOKS_PRIVATE", "none", "Private networks webhooks may go to, also without TLS."),
    Variable(
        "ATENDA_SMTP_URL",
        "none",
        "For organizations without a server: smtp(s)://user:password@host:587?from=a@b.example.",
    ),
    Variable("ATENDA_SANDBOX", "off", "«on»: no mail reaches customers; or whom they reach: a@b.example,b.example."),
    Variable("ATENDA_MAIL_PORT", "2525, if it is free", "Port of our own mail server (SMTP), or «off»."),
    Variable("ATENDA_LMTP_PORT", "off", "Port at which it speaks LMTP, for a mail server beside us."),
    Variable("ATENDA_MAIL_BIND", "127.0.0.1", "Address the mail server listens on."),
    Variable("ATENDA_MAIL_NAME", "host of the public URL", "The name it greets with."),
    Variable("ATENDA_MAIL_CERTIFICATE", "none", "Its certificate with the chain, as PEM: then it offers STARTTLS."),
    Variable("ATENDA_MAIL_KEY", "none", "The key of that certificate, as PEM."),
    Variable(
        "ATENDA_MAIL_TRUSTED", "this machine", "Networks of mail servers of ours: what they found of a sender counts."
    ),
    Variable(
        "ATENDA_API_LIMITS", "kept", "«lifted» lets programs ask as much as they like: for measuring, not for work."
    ),
    Variable("ATENDA_CLAMAV", "none", "Virus scanner clamd, as host:port or a socket's path; files wait until then."),
    Variable("ATENDA_BACKUP_TO", "none", "Folder, on another disk, that gets a backup every night."),
    Variable("ATENDA_BACKUP_KEEP", "7", "How many of these backups are kept."),
    Variable("ATENDA_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR."),
    Variable("ATENDA_PROCESS", "set by atenda", "Which process this is: web, stream, worker, mail-in or command."),
    Variable("ATENDA_TEST", "set by the tests", "1 while tests run."),
)


def as_markdown() -> str:
    """The table of docs/running/install.md."""
    rows = [f"| `{variable.name}` | {variable.default} | {variable.meaning} |" for variable in VARIABLES]
    return "\n".join(["| variable | when absent | meaning |", "|---|---|---|", *rows])
