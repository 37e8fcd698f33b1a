"""The operators' pages say what the code does."""

import re
from pathlib import Path

from atenda.server import environment, mail_settings, web_servers
from atenda.server.variables import VARIABLES, as_markdown

CHECKOUT = Path(__file__).parents[3]
INSTALL = (CHECKOUT / "docs" / "running" / "install.md").read_text(encoding="utf-8")


def test_the_table_of_variables_is_the_one_in_the_code() -> None:
    assert INSTALL.rstrip().endswith(as_markdown())


def test_every_variable_the_code_reads_is_in_the_table() -> None:
    written = [Path(str(module.__file__)).read_text(encoding="utf-8") for module in (environment, mail_settings)]
    read = set(re.findall(r"\"((?:ATENDA_[A-Z_]+|PORT))\"", "".join(written)))
    assert {"PORT", "ATENDA_MAIL_PORT"} <= read
    assert read <= {variable.name for variable in VARIABLES}


def test_the_number_of_page_processes_is_as_told() -> None:
    assert web_servers.PAGE_WORKERS == 2
    assert "run two" in INSTALL
