"""Households in a talk (分诊): a story is told, questions are put and answered, the talk comes back to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from bot.clock import now
from bot.dialogue.drafts import Draft, Scene, said
from bot.dialogue.heard import asks, tells
from bot.dialogue.lines import triage_blocks
from bot.dialogue.model import Block, ReplyStatus
from bot.dialogue.says import say
from triage.case import Case, Turn
from triage.case.model import turns_from_json
from triage.model import Outlook, Story, Time, Verdict
from triage.report import report

LONGEST = 8000
_TOLD = 12  # characters from which a statement with a fact is a story, whoever speaks
_LONG = 45  # characters from which a question that tells of a household is a story
_BARE = frozenset({"h.region.village", "h.hukou"})
_ALSO = 2


def is_story(outlook: Outlook) -> bool:
    """Whether a message tells of a household rather than asking about rules.

    What triage itself says of it decides: a pure question on policy and what is for another desk are none; a short
    message that ends in a question needs many facts.
    """
    if outlook.policy_only or outlook.out_of_scope is not None:
        return False
    text = outlook.story.text
    facts = [f for f in outlook.reading.facts if f.time is not Time.ASKED and f.path not in _BARE]
    touched = bool(outlook.urgent) or any(m.verdict is not Verdict.NOT_NOW for m in outlook.measures)
    if not asks(text):
        return bool(facts) and (len(text) >= _TOLD or (touched and tells(text)))
    return touched and len(facts) >= 2 and (len(text) >= _LONG or len(facts) >= 5)


def hear_story(scene: Scene, text: str) -> Outlook:
    """What triage says of a message. Raises what Triage.refer raises."""
    return scene.parts.triager.refer(Story(text, _place(scene), scene.day, _channel(scene)))


def tell_story(scene: Scene, outlook: Outlook, before: Sequence[Block] = ()) -> Draft:
    """Begin the case of a household; what was open of another one is left."""
    return _told(scene, outlook, before)


def go_on(scene: Scene, text: str) -> Draft:
    """Hear answers, or more of the story, of the household spoken of. Raises KeyError when there is none."""
    data = scene.talk.pending["triage"]
    case = Case(_story(scene, data), turns_from_json(data["case"]["turns"]))
    return _told(scene, scene.parts.triager.resume(case, _turn(text, data)), ())


def place_told(scene: Scene, before: Sequence[Block]) -> Draft:
    """The household's case anew, after the place has been told. Raises KeyError when there is none."""
    data = scene.talk.pending["triage"]
    case = Case(_story(scene, data | {"place": _place(scene)}), turns_from_json(data["case"]["turns"]))
    return _told(scene, scene.parts.triager.resume(case), before)


def _turn(text: str, data: Mapping[str, Any]) -> Turn:
    """Words as a turn; a number of an offer answers the question that was put first."""
    first = (data["questions"] or [None])[0]
    if first is not None and text == say("dont_know"):
        return Turn(path=first["path"], question=first["text"], unknown=True)
    if first is not None and text in data["offers"]:
        return Turn(say=text, path=first["path"], question=first["text"])
    return Turn(say=text)


def _told(scene: Scene, outlook: Outlook, before: Sequence[Block]) -> Draft:
    at = now(scene.parts.settings.clock)
    found = report(outlook, None, f"GD-{at:%Y%m%d-%H%M%S}", at)
    blocks, citations = triage_blocks(found)
    questions = found["questions"]
    offers = _offers(questions)
    case = outlook.case or Case(outlook.story)
    scene.talk.waits_for(
        "triage",
        {
            "case": case.as_json(),
            "place": case.story.place,
            "day": case.story.day.isoformat(),
            "questions": [{"path": one["path"], "text": one["text"]} for one in questions],
            "offers": offers,
        },
    )
    scene.talk.offer([(offer, offer) for offer in offers])
    scene.talk.citations = [dict(citation) for citation in citations] or scene.talk.citations
    leads = [office["today"] or office["name"] for m in found["measures"] for office in m["departments"]["lead"]]
    danger = bool(found["urgent"])
    scene.talk.last = {"question": None, "answer_id": "", "offices": list(dict.fromkeys(leads))[:3], "danger": danger}
    return Draft(
        status=ReplyStatus.TRIAGED,
        blocks=(*before, *blocks, *_questions(questions)),
        citations=citations,
        warnings=tuple(found["warnings"]),
        triage=found,
    )


def _questions(questions: Sequence[Mapping[str, Any]]) -> tuple[Block, ...]:
    if not questions:
        return ()
    also = [str(one["text"]).rstrip("？?") for one in questions[1 : 1 + _ALSO]]
    rest = (Block("question", say("ask_also", texts="；".join(also) + "？")),) if also else ()
    return (*rest, Block("question", say("ask_first", text=questions[0]["text"])))


def _offers(questions: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a number may answer to the question put first: yes and no, or its choices; and that it is not known."""
    if not questions:
        return []
    first = questions[0]
    if first.get("kind") == "flag":
        return [say("yes"), say("no"), say("dont_know")]
    choices = list(first.get("choices") or ())[:8]
    return [*choices, say("dont_know")] if choices else []


def _story(scene: Scene, data: Mapping[str, Any]) -> Story:
    day = dt.date.fromisoformat(data["day"])
    return Story(data["case"]["narrative"], data["place"], day, _channel(scene))


def _place(scene: Scene) -> str | None:
    return scene.parts.place(scene.region)


def _channel(scene: Scene) -> str:
    return "wechat" if scene.turn.channel in ("wechat", "wecom") else "cadre_note"


def nothing_told() -> Draft:
    """Ask for the story of a household."""
    return said(ReplyStatus.UNCLEAR, "tell_story")
