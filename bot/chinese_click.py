"""click in Chinese: headings of the help, and one line for each way to write a command wrongly."""

from __future__ import annotations

import click


class _Chinese(click.Command):
    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["[选项]" if piece == self.options_metavar else piece for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx)) is not None]
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明。"
        return option


class ChineseCommand(_Chinese):
    """A command whose help is Chinese throughout."""


class ChineseGroup(_Chinese, click.Group):
    """A group of such commands."""

    command_class = ChineseCommand
    group_class = type

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words behind the command's name in the usage line."""
        pieces = super().collect_usage_pieces(ctx)
        return ["命令 ……" if piece == self.subcommand_metavar else piece for piece in pieces]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands."""
        found = [(name, command) for name in self.list_commands(ctx) if (command := self.get_command(ctx, name))]
        with formatter.section("命令"):
            formatter.write_dl([(name, command.get_short_help_str(60)) for name, command in found])

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Names in the order in which they were added: the everyday ones first."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which there are."""
        name = args[0]
        if self.get_command(ctx, name) is None:
            known = "、".join(self.list_commands(ctx))
            ctx.fail(f"没有“{name}”这个命令；可用的有 {known}。")
        return super().resolve_command(ctx, args)


def explain(error: click.UsageError) -> str:
    """One Chinese line for a wrongly written command."""
    path = error.ctx.command_path if error.ctx else "mingbai"
    more = f"写法见 {path} --help。"
    if isinstance(error, click.NoSuchOption):
        near = f"，是不是 {error.possibilities[0]}" if error.possibilities else ""
        return f"没有 {error.option_name} 这个选项{near}；{more}"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {_name(error.param)}；{more}"
    if isinstance(error, click.BadParameter):
        return f"{_name(error.param)} 的值不能用；{more}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 后面缺少或多了值；{more}"
    if any("\u4e00" <= character <= "\u9fff" for character in error.message):
        return error.message
    return f"命令写得不对；{more}"


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "参数"
    return param.opts[0] if isinstance(param, click.Option) else str(param.metavar or param.human_readable_name)
