"""`python -m eval`: own sets, and the benchmarks beside other people's tools."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from corpus.errors import MingbaiError
from eval.chinese import ChineseParser

# Command, module that does it, one line of help. Modules are imported when used: some need optional packages.
COMMANDS = {
    "rank": ("eval.rank", "用出厂检索给任意一个文档集排序，打印建索引秒数、快慢和内存"),
    "folds": ("eval.folds", "五折检验：向量和排序权重从别的问题学来，在没见过的问题和条文上打分"),
    "triage": ("eval.triage", "把有标准答案的来情讲给分诊，量事实、措施、单位、追问、险情和遮盖"),
    "phrases": ("eval.phrases", "短句说法库：居民和干部的一两句话里，该记的事实读到几成，不该读的守住几成"),
    "dialogues": ("eval.dialogues", "一百段多轮对话：换地点、改口、换题、追问、分诊、做题，量引到的条款对不对"),
    "models": ("eval.models", "大模型可能写的句子：照实的要留下，写错的一句也不能放过"),
    "training": ("eval.training", "培训考题的各项指标、六十天复习间隔模拟、多学员快慢，抽题供人读"),
    "peers": ("eval.peers", "与 LangChain 教程做法、EnsembleRetriever、bm25s 同场比质量和速度"),
    "load": ("eval.load", "起一个服务器，量一人和多人提问的快慢、内存，与 EnsembleRetriever 同场比"),
    "channels": ("eval.channels", "起一个服务器，模拟公众号两百人同时用、模型很慢、一万个伪造的回调"),
    "growth": ("eval.growth", "资料从一千条长到五十万条，量提问快慢、内存和建索引用时"),
    "ingest": ("eval.ingest_speed", "与 LangChain 教程做法同场比读入法规的速度"),
    "durability": ("eval.durability", "读入途中随机强行杀掉进程，检查资料库不丢不坏"),
    "learn": ("eval.learn", "用自己的题集重新学排序、选句、拒答的权重（交叉检验）"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, or the own sets when none is named. Returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = words.pop(0) if words and words[0] in COMMANDS else None
    module_name, about = COMMANDS[name] if name else ("eval.run", "考自己的题集，与上次记录比较")
    module = import_module(module_name)
    more = "" if name else "。其他命令：" + "；".join(f"{word}（{help_}）" for word, (_, help_) in COMMANDS.items())
    parser = ChineseParser(prog=f"python -m eval{' ' + name if name else ''}", description=about + more)
    module.add_arguments(parser)
    options = parser.parse_args(words)
    try:
        run: Callable[[argparse.Namespace], int] = module.run
        return run(options)
    except MingbaiError as error:
        print(error.text, file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
