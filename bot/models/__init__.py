"""A model that may help, never decide: any OpenAI-compatible endpoint, every sentence checked before it is shown.

Where to look: `composer` the front door, from a composed answer to one in a model's words; `client` the endpoint with
deadline, cancellation, retries; `breaker` when it is left alone for a while; `draft` what a model wrote, read as it
comes; `tokens` clauses under opaque names; `prompts` the words sent, as data with versions; `rewrite` a follow-up made
whole; `facts` facts proposed for triage; `asks` plain questions that a clause answers. What a sentence may say is
decided in bot/check.
"""

from bot.models.client import ModelClient, ModelFailed
from bot.models.composer import Composer, Hearing

__all__ = ["Composer", "Hearing", "ModelClient", "ModelFailed"]
