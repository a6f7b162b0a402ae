"""`python -m eval channels`: a real server called by a 公众号 of two hundred users, beside a slow model, by forgers."""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from bot.channels.tencent.codec import Codec
from bot.channels.tencent.words import words
from eval.datasets import load_all
from eval.measure import memory_of, percentiles
from eval.server import Server, serving
from eval.wechat_platform import PATIENCE, Platform, Told, forgeries

_TOKEN, _APPID = "qinghe-token", "wx0123456789abcdef"
_KEY = base64.b64encode(b"k" * 32).decode()[:43]
_OTHER = base64.b64encode(b"o" * 32).decode()[:43]
_AGAIN = 0.1  # share of messages that the platform sends twice at once
_AT_ONCE = 40  # forgeries on their way at the same time
_SEED = 11


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m eval channels`."""
    parser.add_argument("--users", type=int, default=200, metavar="人数", help="同时在用的人数（默认 200）")
    parser.add_argument("--messages", type=int, default=3, metavar="条数", help="每人说几句（默认 3）")
    parser.add_argument("--pause", type=float, default=8.0, metavar="秒", help="两句之间平均隔多久（默认 8）")
    parser.add_argument("--forgeries", type=int, default=10_000, metavar="个数", help="乱造和篡改的回调（默认 10000）")
    parser.add_argument("--strict", action="store_true", help="有一项不达标就以 1 退出")


def run(options: argparse.Namespace) -> int:
    """Without a model, with one that trickles, then the forgeries; prints what came of it."""
    questions = [one.question for one in load_all() if not one.history]
    good = True
    with tempfile.TemporaryDirectory(prefix="mingbai-channels-", ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        home.mkdir()
        _write_settings(home)
        with serving(home) as server:
            good &= asyncio.run(_people(server, options, questions, "不用模型"))
            good &= asyncio.run(_forgers(server, options.forgeries))
        good &= _quiet(home)
        with _trickling() as address:
            _write_settings(home, f"MINGBAI_LLM_BASE_URL={address}\nMINGBAI_LLM_MODEL=slow\n")
            with serving(home) as server:
                good &= asyncio.run(_people(server, options, questions, "模型慢"))
        good &= _quiet(home)
    return 1 if options.strict and not good else 0


def _write_settings(home: Path, more: str = "") -> None:
    lines = f"MINGBAI_WECHAT_TOKEN={_TOKEN}\nMINGBAI_WECHAT_APPID={_APPID}\nMINGBAI_WECHAT_AES_KEY={_KEY}\n"
    (home / "mingbai.env").write_text(lines + "MINGBAI_RATE_TALK=0\n" + more, "utf-8")


async def _people(server: Server, options: argparse.Namespace, questions: Sequence[str], name: str) -> bool:
    """Everybody at the same instant, then everybody at his own pace."""
    async with _client(server) as client:
        platform = _platform(client)
        await platform.tell("first", 1, questions[0])
        dice = random.Random(_SEED)
        asked = [dice.choice(questions) for _ in range(options.users)]
        burst = await asyncio.gather(*(_sent(platform, f"b{n}", n, text, dice) for n, text in enumerate(asked)))
        good = _judged(f"{name}，{options.users} 人同一刻各说一句", [one for tries in burst for one in tries])
        talks = [_talk(platform, f"t{n}", options, random.Random(n), questions) for n in range(options.users)]
        told = [one for talk in await asyncio.gather(*talks) for one in talk]
        paced = f"{name}，{options.users} 人各说 {options.messages} 句，平均隔 {options.pause:g} 秒"
        good &= _judged(paced, told)
    memory = memory_of(server.pid)
    print(f"  服务器内存峰值 {memory:.0f} MB" if memory else "", flush=True)
    return good


async def _talk(
    platform: Platform, user: str, options: argparse.Namespace, dice: random.Random, questions: Sequence[str]
) -> list[Told]:
    """One user: the next message goes out whether or not the last one was answered."""
    sent = []
    await asyncio.sleep(dice.uniform(0, options.pause))
    for number in range(options.messages):
        sent.append(asyncio.create_task(_sent(platform, user, number, dice.choice(questions), dice)))
        await asyncio.sleep(dice.uniform(0, 2 * options.pause))
    return [one for tries in await asyncio.gather(*sent) for one in tries]


async def _sent(platform: Platform, user: str, number: int, text: str, dice: random.Random) -> list[Told]:
    """A message, now and then by two ways at once, as a platform does after a hiccup."""
    ways = 2 if dice.random() < _AGAIN else 1
    return list(await asyncio.gather(*(platform.tell(user, number, text) for _ in range(ways))))


def _judged(name: str, told: Sequence[Told]) -> bool:
    """Print figures; whether each message got one answer, within the platform's patience, in its user's order."""
    by_message: dict[tuple[str, int], set[str]] = {}
    for one in told:
        by_message.setdefault((one.user, one.number), set()).update(one.texts)
    once = sum(len(texts) == 1 for texts in by_message.values())
    seconds = [one.seconds for one in told if one.seconds is not None]
    in_time = sum(second <= PATIENCE for second in seconds)
    disorder = 0
    for user in {one.user for one in told}:
        first: dict[int, float] = {}
        for one in told:
            if one.user == user and one.texts:
                first[one.number] = min(one.at, first.get(one.number, one.at))
        at = [first[number] for number in sorted(first)]
        disorder += sum(later < earlier for earlier, later in zip(at, at[1:], strict=False))
    later = sum(words()["waiting"] in texts for texts in by_message.values())
    tries = Counter(one.tries for one in told)
    middle, slow = percentiles(seconds)
    print(
        f"{name}：{len(by_message)} 条消息（含重发 {len(told)} 条），恰好一个回答 {once}，"
        f"{PATIENCE:g} 秒内 {in_time}/{len(told)}，次序颠倒 {disorder}，请对方回复“继续”的 {later}\n"
        f"  中位数 {middle / 1000:.2f} 秒，95% {slow / 1000:.2f} 秒，最慢 {max(seconds, default=0):.2f} 秒；"
        f"第几次推送得到回答：{dict(sorted(tries.items()))}",
        flush=True,
    )
    return once == len(by_message) and in_time == len(told) and not disorder and not later


async def _forgers(server: Server, count: int) -> bool:
    """Forgeries against the server; whether none was taken for true and none broke anything."""
    began, seen, bad = time.perf_counter(), Counter[str](), 0
    room = asyncio.Semaphore(_AT_ONCE)
    async with _client(server) as client:
        other = Platform(client, "", "their-token", Codec("their-token", _OTHER, _APPID))

        async def one(query: dict[str, str], body: bytes, signed: bool, how: str) -> bool:
            async with room:
                answer = await client.post("/wechat/callback", params=query, content=body)
            seen[f"{how} {answer.status_code}"] += 1
            allowed = (200, 400) if signed else (400, 403)
            return answer.status_code in allowed and "Traceback" not in answer.text

        made = forgeries(_platform(client), other, count, _SEED)
        tries = [one(forged.query, forged.body, forged.signed, forged.how) for forged in made]
        bad = sum(not fine for fine in await asyncio.gather(*tries))
    took = time.perf_counter() - began
    kinds = "，".join(f"{name} {number}" for name, number in sorted(seen.items()))
    print(f"乱造和篡改 {count} 个（{took:.0f} 秒）：不该有的结果 {bad} 个\n  {kinds}", flush=True)
    return not bad


def _quiet(home: Path) -> bool:
    """Whether the server's log holds no failure that nobody foresaw."""
    log = (home / "serve.log").read_text("utf-8", "replace")
    failures = log.count("Traceback") + log.count("unforeseen")
    print(f"服务器日志里没料到的错：{failures}", flush=True)
    if failures:
        print(log[-3000:])
    return not failures


def _client(server: Server) -> httpx.AsyncClient:
    # A line of its own for each request: one that the server closes at that moment would count as a try.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    return httpx.AsyncClient(base_url=f"http://{server.host}:{server.port}", limits=limits, timeout=30)


def _platform(client: httpx.AsyncClient) -> Platform:
    return Platform(client, "/wechat/callback", _TOKEN, Codec(_TOKEN, _KEY, _APPID))


class _Trickle(BaseHTTPRequestHandler):
    """A model that says one sign a second and never comes to an end."""

    def do_POST(self) -> None:  # noqa: N802 - the library's name
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        chunk = {"id": "1", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "低"}}]}
        piece = f"data: {json.dumps(chunk)}\n\n".encode()
        try:
            for _ in range(60):
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(1)
        except OSError:
            return  # given up, as it should be

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _trickling() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Trickle)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
