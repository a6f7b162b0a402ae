"""argparse in Chinese: its headings and its complaints (命令行说明)."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

_HEADINGS = (
    ("usage: ", "用法："),
    ("options:", "选项："),
    ("show this help message and exit", "显示这个说明"),
)
_COMPLAINTS = (
    (r"the following arguments are required: (.+)", r"缺少参数 \1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数 \1"),
    (r"argument (\S+): expected one argument", r"参数 \1 后面要写一个值"),
    (r"argument (\S+): invalid choice: (.+?) \(choose from (.+)\)", r"参数 \1 没有 \2 这个选择，可选 \3"),
    (r"argument (\S+): invalid \w+ value: (.+)", r"参数 \1 的值 \2 不能用"),
)


class ChineseParser(argparse.ArgumentParser):
    """A parser whose help and errors are in Chinese; a wrong use ends with exit status 2 and one line."""

    def format_help(self) -> str:
        """The help, with Chinese headings."""
        text = super().format_help()
        for english, chinese in _HEADINGS:
            text = text.replace(english, chinese)
        return text

    def error(self, message: str) -> NoReturn:
        """Leave with status 2 and one Chinese line: what is wrong, and where the right use stands."""
        self.exit(2, f"{in_chinese(message)}；写法见 {self.prog} --help。\n")


def in_chinese(message: str) -> str:
    """argparse's complaint in Chinese; an unknown one is told as it is."""
    for english, chinese in _COMPLAINTS:
        match = re.fullmatch(english, message.strip())
        if match:
            return match.expand(chinese)
    return f"参数不对（{' '.join(message.split())}）"
