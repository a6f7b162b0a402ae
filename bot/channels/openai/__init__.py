"""The OpenAI-compatible channel: what clients send (`messages`), helper prompts of front ends (`front_ends`), what they
get back (`completion`). The routes are bot.http.routes_openai."""

from bot.channels.openai.completion import chunks, completion, error_fields, models
from bot.channels.openai.front_ends import helper_answer
from bot.channels.openai.messages import Asked, read_request

__all__ = ["Asked", "chunks", "completion", "error_fields", "helper_answer", "models", "read_request"]
