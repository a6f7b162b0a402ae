"""Short questions that stay on the subject (顺着问): 有效期多长, 谁发钱, 不服怎么办, without a word that says so.

Such a message is asked as it stands, with the subject of the talk behind it, and of the paper that was cited. What
answers best is taken: the clause that holds most of the message's own words; staying with the paper counts a little.
A message with a place, a paper or a clause number of its own is asked as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.answers.lead_in import short_title
from bot.dialogue.drafts import Scene
from corpus.errors import NotFound
from corpus.zhtext import fold
from retrieval.model import Term
from retrieval.rank import share

LONGEST = 30  # characters; a longer message says itself what it is about
STAYS = 0.15  # what staying with the paper cited before is worth, as a share of the message's words


def wordings(scene: Scene, message: str) -> Iterator[str]:
    """Other ways to ask a message that may lean on the talk: with the subject behind it, and of the paper cited."""
    talk, searcher = scene.talk, scene.parts.answerer.searcher
    if not talk.citations or not talk.history or len(message) > LONGEST:
        return
    read = searcher.understand(message, region=scene.region, as_of=scene.day)
    if read.documents or read.addresses or read.region_source == "question":
        return
    subject = talk.last.get("subject")
    if subject:
        yield f"{message}（{subject}）"
    try:
        document = scene.parts.library.get(str(talk.citations[0]["document_id"])).document
    except NotFound:
        return  # taken off the shelf since
    yield f"{short_title(document)}{message}"


def telling_words(scene: Scene, message: str) -> Sequence[Term]:
    """The message's own telling words."""
    answerer = scene.parts.answerer
    return answerer.ask_of(answerer.searcher.understand(message, region=scene.region, as_of=scene.day)).terms


def worth(terms: Sequence[Term], answer: Mapping[str, Any], cited: Sequence[Mapping[str, Any]]) -> float:
    """How well an answer meets the message's own words, from 0 to 1 + STAYS; below 0 when it answers nothing."""
    if answer["abstained"]:
        return -1.0
    told = {(one["document_id"], one["address"]): one["text"] for one in answer["evidence"]}
    held = []
    for one in answer["citations"]:
        key = (one["document_id"], one["address"])
        unit = next((text for (document, address), text in told.items() if _within(key, document, address)), "")
        held.append(f"{one['title']}\n{one['quote']}\n{unit}")
    same = {one["document_id"] for one in answer["citations"]} & {one["document_id"] for one in cited}
    return share(terms, fold("\n".join(held))) + (STAYS if same else 0.0)


def _within(key: tuple[str, str], document: str, address: str) -> bool:
    return key[0] == document and (key[1] == address or key[1].startswith(f"{address}/"))
