"""What must not stand in our code, found by reading it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.packages import PACKAGE, ROOT, product_files

PROMISE_NOTHING = {"utils", "util", "helpers", "common", "core", "base", "services", "managers", "misc", "tools"}
ASKED_FOR_BY_DJANGO = {PACKAGE / "organizations" / "backend" / "base.py"}
OUTBOUND = {"requests", "httpx", "aiohttp", "urllib3", "http.client", "urllib.request", "ftplib", "telnetlib"}
# Health of our own processes, asked on loopback; and the one way out itself.
MAY_CALL_OUT = {
    "atenda/server/ports.py",
    "atenda/server/processes.py",
    "atenda/server/outbound_http.py",
    "atenda/notices/providers.py",
}
DESERIALISERS = {"pickle", "marshal", "shelve", "dill", "yaml"}


def test_no_module_has_a_name_that_promises_nothing() -> None:
    nameless = {
        path for path in product_files("*") if path.stem in PROMISE_NOTHING and (path.suffix == ".py" or path.is_dir())
    }
    assert nameless <= ASKED_FOR_BY_DJANGO


def test_nobody_sends_or_hears_django_signals() -> None:
    """What follows a change is called by its verb or reacts to the event (style: what follows a change)."""
    wrong = [where for where, name in _imported() if re.match(r"django\..*signals|django\.dispatch", name)]
    assert wrong == []


def test_nothing_is_deserialised_into_code() -> None:
    """3.66: no pickle, no YAML, no eval; job arguments are JSON."""
    wrong = [where for where, name in _imported() if name.split(".")[0] in DESERIALISERS]
    wrong += [where for where, call in _calls() if call in {"eval", "exec", "__import__"}]
    assert wrong == []


def test_no_command_goes_through_a_shell() -> None:
    """3.14, 3.62: commands are lists of arguments."""
    wrong = [where for where, call in _calls() if call in {"os.system", "os.popen", "subprocess.getoutput"}]
    wrong += [
        _where(path, node)
        for path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "shell"
    ]
    assert wrong == []


def test_nobody_calls_out_but_through_the_one_function() -> None:
    """3.60: there is none yet; when there is, it stands in one module named here."""
    wrong = {
        where
        for where, name in _imported()
        if any(name == banned or name.startswith(banned + ".") for banned in OUTBOUND)
        if where.split(":")[0] not in MAY_CALL_OUT
    }
    assert wrong == set()


def test_no_name_from_outside_reaches_the_database_layer() -> None:
    """3.42, 3.43: nothing like `filter(**request.GET)`, no `extra()`, no `RawSQL`."""
    wrong = []
    for path, tree in _trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            spread = [keyword.value for keyword in node.keywords if keyword.arg is None]
            if any(re.search(r"\b(GET|POST|cleaned_data|data)\b", ast.unparse(value)) for value in spread) and (
                node.func.attr in {"filter", "exclude", "annotate", "get", "order_by", "aggregate", "alias", "extra"}
            ):
                wrong.append(_where(path, node))
            if node.func.attr in {"extra", "RawSQL"}:
                wrong.append(_where(path, node))
    assert wrong == []


def test_templates_hold_no_inline_style_script_or_handler() -> None:
    """3.27: so that the policy can be strict."""
    inline = re.compile(
        r"""\sstyle=["']|\son[a-z]+=["']|<style\b|javascript:|<script(?![^>]*\bsrc=)(?![^>]*type="importmap")""", re.I
    )
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {match[0].strip()}"
        for path in product_files("*.html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := inline.search(line))
    ]
    assert wrong == []


def test_templates_trust_no_text() -> None:
    """3.18: `|safe` stands only where a person has looked: what is made of our own names alone."""
    trusting = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in product_files("*.html")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\|\s*safe\b|autoescape\s+(off|false)", line)
    }
    assert trusting == {
        'atenda/ui/templates/ui/_head.html: <script type="importmap">{{ frame.import_map | safe }}</script>',
    }


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in product_files():
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def _imported() -> Iterator[tuple[str, str]]:
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield _where(path, node), alias.name
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    yield _where(path, node), f"{node.module}.{alias.name}"


def _calls() -> Iterator[tuple[str, str]]:
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield _where(path, node), ast.unparse(node.func)


def _where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', getattr(getattr(node, 'value', None), 'lineno', 0))}"
