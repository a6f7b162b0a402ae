"""The endpoint: langchain's chat model on any OpenAI-compatible address, with limits of our own around it.

The library's time-out counts each read, so a server that trickles never meets it. Here a call has one deadline on the
wall clock, for connecting, retries and reading together; what is still running then is cancelled and its connection
closed. All calls run on one event loop in a thread of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
import time
from collections.abc import AsyncGenerator, Coroutine, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot import patience
from bot.models.breaker import Breaker
from bot.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_log = logging.getLogger(__name__)
RETRIES = 2
BACK_OFF = 0.25  # seconds before the first retry, doubled for the next
AT_ONCE = 4
MOST_TOKENS = 900
_NO_KEY = "none"  # the client library insists on a key; local servers ask for none


class ModelFailed(Exception):
    """No (more) text came from the model. why: timeout, busy, open, stopped, cut, status_429 …; for logs and doctor."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt. role: system, user or assistant."""

    role: str
    content: str


class Deadline:
    """A point on the wall clock: `seconds` from now, sooner where whoever asks will not wait so long (bot.patience)."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + patience.left(seconds)

    @property
    def left(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._at - time.monotonic())


class ModelClient:
    """One endpoint and model. Safe to use from many threads; nothing is opened before the first call."""

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None = None,
        breaker: Breaker | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        self.base_url, self.model = base_url, model
        self._key = api_key or _NO_KEY
        self._breaker = breaker or Breaker()
        self._room = threading.BoundedSemaphore(at_once)
        self._chat: BaseChatModel | None = None

    @classmethod
    def of(cls, settings: Settings) -> ModelClient | None:
        """The client that the settings ask for; None without an address and a model name."""
        if not settings.llm_base_url or not settings.llm_model:
            return None
        key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
        return cls(settings.llm_base_url, settings.llm_model, key)

    def stream(
        self, messages: list[Message], deadline: Deadline, stopped: threading.Event | None = None
    ) -> Iterator[str]:
        """The text of the answer, piece by piece as it comes.

        Raises ModelFailed when nothing can be had, when it ends early, at the deadline, or once `stopped` is set;
        pieces given before stay given. Leaving the iterator cancels the call.
        """
        if not deadline.left:
            raise ModelFailed("timeout")  # nobody will wait: the endpoint is not to be troubled
        if not self._breaker.allows():
            raise ModelFailed("open")
        if not self._room.acquire(timeout=min(deadline.left, 1.0)):
            self._breaker.let_go()
            raise ModelFailed("busy")
        pieces: queue.Queue[str | ModelFailed | None] = queue.Queue()
        came = False
        task = asyncio.run_coroutine_threadsafe(self._run(messages, deadline, pieces), _loop())
        try:
            for piece in self._taken(pieces, deadline, stopped):
                came = True
                yield piece
            self._breaker.succeeded()
        except ModelFailed as failure:
            # One that writes, but too slowly, is no dead endpoint.
            slow = failure.why == "timeout" and came
            (self._breaker.let_go if slow or failure.why == "stopped" else self._breaker.failed)()
            _log.warning("model call failed: %s", failure.why)
            raise
        except GeneratorExit:
            self._breaker.let_go()
            raise
        finally:
            task.cancel()
            self._room.release()

    def whole(self, messages: list[Message], deadline: Deadline, stopped: threading.Event | None = None) -> str:
        """The whole text of the answer. Raises ModelFailed."""
        return "".join(self.stream(messages, deadline, stopped))

    def warm(self) -> None:
        """Load the libraries, in the thread that calls them."""
        asyncio.run_coroutine_threadsafe(self._prepared(), _loop())

    @staticmethod
    def _taken(
        pieces: queue.Queue[str | ModelFailed | None], deadline: Deadline, stopped: threading.Event | None
    ) -> Iterator[str]:
        while True:
            if stopped is not None and stopped.is_set():
                raise ModelFailed("stopped")
            if not deadline.left:
                raise ModelFailed("timeout")
            try:
                piece = pieces.get(timeout=min(deadline.left, 0.1))
            except queue.Empty:
                continue
            if piece is None:
                return
            if isinstance(piece, ModelFailed):
                raise piece
            yield piece

    async def _run(
        self, messages: list[Message], deadline: Deadline, pieces: queue.Queue[str | ModelFailed | None]
    ) -> None:
        try:
            async with asyncio.timeout(deadline.left):
                await self._tried(messages, pieces)
            pieces.put(None)
        except TimeoutError:
            pieces.put(ModelFailed("timeout"))
        except ModelFailed as failure:
            pieces.put(failure)
        except Exception as error:  # noqa: BLE001 - whatever a library throws here, the asker gets the composed answer
            pieces.put(ModelFailed(_why(error)))

    async def _tried(self, messages: list[Message], pieces: queue.Queue[str | ModelFailed | None]) -> None:
        """Ask, again after a pause where it makes sense and nothing has been given yet."""
        for attempt in range(RETRIES + 1):
            given = False
            try:
                async with contextlib.aclosing(self._asked(messages)) as texts:
                    async for text in texts:
                        given = True
                        pieces.put(text)
                if not given:
                    raise ModelFailed("empty")
                return
            except Exception as error:  # noqa: BLE001 - the kinds of failure differ from server to server
                if given or attempt == RETRIES or not _may_pass(error):
                    raise
                await asyncio.sleep(BACK_OFF * 2**attempt)

    async def _asked(self, messages: list[Message]) -> AsyncGenerator[str]:
        from langsmith import tracing_context

        chat = await self._prepared()
        # Whatever tracing the environment asks of the library: nothing of a question goes anywhere but to the endpoint.
        with tracing_context(enabled=False):
            stream = chat.astream([(message.role, message.content) for message in messages])
            finished = False
            async for chunk in stream:
                finished = finished or bool(chunk.response_metadata.get("finish_reason"))
                text = chunk.text if isinstance(chunk.text, str) else str(chunk.content)
                if text:
                    yield text
        if not finished:
            raise ModelFailed("cut")

    async def _prepared(self) -> BaseChatModel:
        if self._chat is None:
            from langchain.chat_models import init_chat_model

            self._chat = init_chat_model(
                self.model,
                model_provider="openai",
                base_url=self.base_url,
                api_key=self._key,
                temperature=0.1,
                max_retries=0,
                max_tokens=MOST_TOKENS,
                stream_usage=False,
                use_responses_api=False,
            )
        return self._chat


def _why(error: Exception) -> str:
    """A short word for logs and doctor; libraries wrap the same failure under several names."""
    status = getattr(error, "status_code", None)
    if status:
        return f"status_{status}"
    return "refused" if "Connect" in type(error).__name__ else type(error).__name__


def _may_pass(error: Exception) -> bool:
    """Is a second try of use? Not where the request itself is refused."""
    status = getattr(error, "status_code", None)
    if isinstance(error, ModelFailed):
        return error.why in ("empty", "cut")
    return status is None or status in (408, 409, 425, 429) or status >= 500


_loops: list[asyncio.AbstractEventLoop] = []
_making = threading.Lock()


def _loop() -> asyncio.AbstractEventLoop:
    """The event loop of all calls, in a thread that ends with the process."""
    with _making:
        if not _loops:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="model-calls", daemon=True).start()
            _loops.append(loop)
        return _loops[0]


def run(work: Coroutine[Any, Any, Any], seconds: float) -> Any:  # noqa: ANN401 - whatever the work gives
    """Run a coroutine on that loop and wait for it. Raises TimeoutError."""
    return asyncio.run_coroutine_threadsafe(work, _loop()).result(seconds)
