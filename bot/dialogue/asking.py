"""Questions in a talk (问答): made whole from the talk before, answered with clauses, remembered for what follows."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from bot.commands.ask import QUESTION_MAX
from bot.dialogue.context import Leaning, is_guess, points_back
from bot.dialogue.drafts import Draft, Scene, said
from bot.dialogue.lines import answer_blocks, source_block
from bot.dialogue.model import Block, ReplyStatus
from bot.dialogue.pointing import pointed
from bot.dialogue.says import say

_STATUS = {"full": ReplyStatus.ANSWERED, "partial": ReplyStatus.PARTIAL, "none": ReplyStatus.REFUSED}
PLACE, SENSE = "place", "sense"  # what a question back asks for


def answer_question(scene: Scene, text: str, *, alone: bool = False, before: Sequence[Block] = ()) -> Draft:
    """Answer a question; alone: without the talk before it. before: blocks to show first (a place noted).

    Raises what Services.ask raises.
    """
    talk = scene.talk
    if len(text) > QUESTION_MAX:
        return said(ReplyStatus.UNCLEAR, "too_long", length=len(text), most=QUESTION_MAX)
    if alone:
        talk.history.clear()
    question = (None if alone else pointed(text, talk.citations, scene.parts.library)) or text
    history: Sequence[Mapping[str, str]] = () if question != text else list(talk.history)
    answer_id = secrets.token_hex(6)
    whole, answer = _asked(scene, question, history, answer_id)
    stays = whole.endswith(f"（{talk.last.get('subject')}）") or (whole != question and whole.endswith(question))
    _remember(scene, whole, answer, stays=stays)
    _ask_back(scene, whole, answer)
    return Draft(
        status=_STATUS[answer["completeness"]],
        blocks=(*before, *answer_blocks(answer)),
        citations=tuple(answer["citations"]),
        warnings=tuple(answer["warnings"]),
        ask=answer,
        answer_id=answer_id,
    )


def ask_for(scene: Scene, name: str, before: Sequence[Block] = ()) -> Draft | None:
    """Answer the last question for another place, named `name`; None when there was no question."""
    return answer_question(scene, f"那{name}呢", before=before) if scene.talk.history else None


def ask_placed(scene: Scene, before: Sequence[Block] = ()) -> Draft | None:
    """Answer the question that waited for the place to be told, now that the talk knows it; None when none waited."""
    waiting = scene.talk.pending.get("clarify")
    if waiting is None or waiting["of"] != PLACE:
        return None
    return answer_question(scene, waiting["question"], alone=True, before=before)


def show_source(scene: Scene, number: int | None) -> Draft:
    """The whole clause of a citation of the last answer (原文1)."""
    citations = scene.talk.citations
    if not citations:
        return said(ReplyStatus.UNCLEAR, "no_source")
    wanted = next((one for one in citations if one["n"] == (number or 1)), None)
    if wanted is None:
        return said(ReplyStatus.UNCLEAR, "no_such_source", count=len(citations))
    _, clauses = scene.parts.library.show(str(wanted["document_id"]))
    here = [clause.text for clause in clauses if wanted["address"] in (clause.address, *clause.aliases)]
    blocks = (Block("answer", "\n".join(here) or str(wanted["quote"])), source_block(wanted))
    return Draft(ReplyStatus.ANSWERED, blocks, citations=(wanted,))


def _asked(
    scene: Scene, question: str, history: Sequence[Mapping[str, str]], answer_id: str
) -> tuple[str, dict[str, Any]]:
    """The question made whole, and its answer: of several ways to ask it after the talk, the one that answers best."""
    model = scene.parts.composer is not None and not scene.turn.plain
    if not history:
        return question, scene.parts.ask(question, scene.region, scene.day, (), answer_id, plain=not model)
    whole, answer = _best_wording(scene, question, history, answer_id)
    if model:  # it is asked once, when it is clear what
        answer = scene.parts.ask(whole, scene.region, scene.day, (), answer_id) | {"question": question}
    return whole, answer


def _best_wording(
    scene: Scene, question: str, history: Sequence[Mapping[str, str]], answer_id: str
) -> tuple[str, dict[str, Any]]:
    """The wording of a question after the talk that is answered best, with that answer, all without a model."""
    answer = scene.parts.ask(question, scene.region, scene.day, history, answer_id, plain=True)
    searcher = scene.parts.answerer.searcher
    whole = searcher.understand(question, region=scene.region, as_of=scene.day, history=history).text
    leaning, leans = Leaning(scene, question), whole == question or points_back(question) or is_guess(answer)
    if not (answer["abstained"] or leans or leaning.says_itself):
        return whole, answer
    best = leaning.worth(answer)
    for other in leaning.wordings():
        tried = scene.parts.ask(other, scene.region, scene.day, (), answer_id, plain=True)
        value = leaning.worth(tried)
        if value > best:
            best, whole, answer = value, other, tried | {"question": question}
    return whole, answer


def _remember(scene: Scene, whole: str, answer: Mapping[str, Any], *, stays: bool) -> None:
    """What the next turn may lean on: the last question made whole stands for all before it.

    stays: the question was asked with the subject, or of the paper, of the talk, so that the subject is the same.
    """
    talk = scene.talk
    subject = talk.last.get("subject") if stays and talk.last.get("subject") else whole
    if not answer["abstained"] or answer["reason"] != "out_of_scope":
        talk.history = [{"role": "user", "content": whole}, {"role": "assistant", "content": answer["answer"]}]
    if answer["citations"]:
        talk.citations = [dict(citation) for citation in answer["citations"]]
    offices = [office["today"] or office["name"] for office in answer["departments"] if office["role"] != "cooperating"]
    talk.last = {
        "question": answer["question"],
        "subject": subject,
        "answer_id": answer["id"],
        "offices": list(dict.fromkeys(offices))[:3],
    }


def _ask_back(scene: Scene, whole: str, answer: Mapping[str, Any]) -> None:
    """Let the options of a question back be answered by number or in words."""
    clarify = answer["clarify"]
    scene.talk.pending.pop("clarify", None)
    if not clarify:
        return
    place = any(warning["code"] == "place_unknown" for warning in answer["warnings"]) or all(
        "/" in option for option in clarify["options"]
    )
    of = PLACE if place else SENSE
    scene.talk.waits_for("clarify", {"question": whole, "of": of, "options": list(clarify["options"])})
    scene.talk.offer([(option.replace("/", ""), option) for option in clarify["options"]])


def choose_sense(scene: Scene, words: str) -> Draft:
    """Answer the question that had several senses, now that one is chosen."""
    asked = scene.talk.pending.pop("clarify")["question"]
    return answer_question(scene, f"{words}：{asked}" if words not in asked else words, alone=True)


def noted(name: str, **filled: object) -> Block:
    """A line that says what was taken down."""
    return Block("note", say(name, **filled))
