"""`python -m bot.reference` writes the generated parts of docs/settings.md, docs/cli.md and docs/errors.md.

A generated part stands between two comment lines; tests/bot/test_docs.py fails when it is not what the code says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from bot.cli import mingbai
from bot.settings import Settings, is_secret, variable
from corpus.errors import MingbaiError

DOCS = Path(__file__).resolve().parent.parent / "docs"
_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def settings_table() -> Iterator[str]:
    """One row a setting: variable, default, what it does."""
    yield "| 环境变量 | 默认 | 作用 |"
    yield "|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = "`~/.mingbai`" if name == "home" else "" if field.default is None else f"`{field.default}`"
        secret = "（保密，任何输出里都不显示）" if is_secret(name) else ""
        yield f"| `{variable(name)}` | {default} | {field.description}{secret} |"


def command_help() -> Iterator[str]:
    """The help text of every command."""
    for path, command in _walk(mingbai, "mingbai"):
        parent = click.Context(click.Group(), info_name=path.rpartition(" ")[0] or None)
        # A set width: the help must not depend on the terminal of whoever writes the page.
        context = click.Context(
            command,
            info_name=path.rpartition(" ")[2],
            parent=parent if parent.info_name else None,
            max_content_width=100,
        )
        context.terminal_width = 100
        yield f"## {path}"
        yield "```text"
        yield from command.get_help(context).splitlines()
        yield "```"


def error_table() -> Iterator[str]:
    """One row an error code: HTTP status, exit code, what it is."""
    yield "| 代码 | HTTP | 退出码 | 何时（English） |"
    yield "|---|---|---|---|"
    for kind in error_tree(MingbaiError):
        first_line = (kind.__doc__ or "").strip().splitlines()[0]
        yield f"| `{kind.code}` | {kind.http_status} | {kind.exit_code} | {first_line} |"


def error_tree(kind: type[MingbaiError]) -> Iterator[type[MingbaiError]]:
    """The errors of the shared tree, parents first."""
    if kind.__module__ == "corpus.errors":
        yield kind
    for below in kind.__subclasses__():
        yield from error_tree(below)


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "settings": settings_table,
    "commands": command_help,
    "errors": error_table,
}


def refreshed(page: str) -> str:
    """A page with its generated parts made anew."""

    def made(block: re.Match[str]) -> str:
        return block[1] + "\n".join(PARTS[block[2]]()) + "\n" + block[3]

    return _BLOCK.sub(made, page)


def _walk(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _walk(below, f"{path} {name}")


def main() -> None:
    """Write every page that has a generated part."""
    for file in sorted(DOCS.glob("*.md")):
        page = file.read_text("utf-8")
        if page != refreshed(page):
            file.write_text(refreshed(page), "utf-8")


if __name__ == "__main__":
    main()
