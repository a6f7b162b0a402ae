"""Practice in a talk (练习): quiz items and case drills, answered in letters, numbers or words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from bot.dialogue.drafts import Draft, Scene, said
from bot.dialogue.heard import asks, is_unknown, letters_in, picked_number, submitted
from bot.dialogue.lines import mark_blocks, quiz_blocks
from bot.dialogue.model import Block, ReplyStatus
from bot.dialogue.says import say
from bot.training.drill_mark import Attempt
from bot.training.grade import letters_of
from bot.training.items import CHOICES, LETTERS
from corpus.departments import Departments
from corpus.regions import Regions
from corpus.zhtext import fold

_PIECES = re.compile(r"[,，、。;；和及]+")
_MOST_ASKED = 12


def learner_of(key: str) -> str:
    """A learner's name for a user of a channel: no name and no number of his stands in it."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    return "talk-" + digest.translate(str.maketrans("0123456789", "ghijklmnop"))


def next_item(scene: Scene) -> Draft:
    """The next quiz item of this user. Raises what Trainer.next raises."""
    found = scene.parts.trainer.next(learner_of(scene.turn.key), _place(scene), scene.day)
    item = found["item"]
    if item is None:
        scene.talk.pending.pop("quiz", None)
        return Draft(ReplyStatus.NOTED, (Block("note", found["text"]),))
    return _shown(scene, item, found["text"])


def same_item(scene: Scene) -> Draft:
    """The item that still waits for its answer, shown again; the next one when none waits."""
    data = scene.talk.pending.get("quiz")
    return _shown(scene, data["item"], data["text"]) if data else next_item(scene)


def _shown(scene: Scene, item: Mapping[str, Any], text: str) -> Draft:
    scene.talk.waits_for("quiz", {"item": dict(item), "text": text})
    return Draft(ReplyStatus.QUIZ, quiz_blocks(item, text), quiz=item)


def answer_to(scene: Scene, text: str) -> str | None:
    """The answer that a message gives to the item that waits, None when it is about something else."""
    data = scene.talk.pending.get("quiz")
    if data is None:
        return None
    item = data["item"]
    if is_unknown(text):
        return say("dont_know")
    if item["kind"] not in CHOICES:
        return None if asks(text) else text
    if letters_in(text):
        return letters_in(text)
    number = picked_number(text)
    if number is not None and 1 <= number <= len(item["options"]):
        return LETTERS[number - 1]
    return text if letters_of(text, item["options"]) else None


def mark_answer(scene: Scene, given: str) -> Draft:
    """Mark an answer to the item that waits. Raises what Trainer.answer raises, KeyError when none waits."""
    item = scene.talk.pending.pop("quiz")["item"]
    marked = scene.parts.trainer.answer(learner_of(scene.turn.key), item["id"], given, _place(scene), scene.day)
    unknown = given == say("dont_know")
    blocks = (*mark_blocks(marked, item, unknown=unknown), Block("note", say("next_due", due=marked["due"])))
    scene.talk.citations = [dict(marked["citation"])]
    return Draft(
        ReplyStatus.MARKED, blocks, citations=(marked["citation"],), warnings=tuple(marked["warnings"]), quiz=marked
    )


def next_drill(scene: Scene) -> Draft:
    """The opening of the next case drill. Raises what DrillGround.next raises."""
    drill = scene.parts.trainer.drills.next(learner_of(scene.turn.key), _place(scene), scene.day)
    scene.talk.pending.pop("quiz", None)
    scene.talk.waits_for("drill", {"id": drill["id"], "place": _place(scene), "asked": []})
    blocks = (Block("quiz", say("drill_head", opening=drill["opening"])), Block("note", say("drill_how")))
    return Draft(ReplyStatus.QUIZ, blocks, quiz=drill)


def go_on_with_drill(scene: Scene, text: str) -> Draft:
    """A question to the household of the drill, or what the learner hands in (交卷：…)."""
    answer = submitted(text)
    if answer is not None:
        return _mark_drill(scene, answer)
    data = scene.talk.pending["drill"]
    told = scene.parts.trainer.drills.ask(data["id"], text, data["place"], scene.day)
    data["asked"] = [*data["asked"], text][-_MOST_ASKED:]
    return Draft(ReplyStatus.QUIZ, (Block("quiz", say("drill_answer", answer=told["answer"])),), quiz=told)


def _mark_drill(scene: Scene, words: str) -> Draft:
    data = scene.talk.pending.pop("drill")
    offices = tuple(dict.fromkeys(mention.name for mention in Departments.load().spot(words)))
    attempt = Attempt(
        questions=tuple(data["asked"]),
        measures=tuple(piece for piece in _PIECES.split(fold(words)) if len(piece) > 1),
        offices=offices,
        urgent=words if re.search("险情|紧急|危险|1[12][0-9]", words) else "",
        say=words,
    )
    drills = scene.parts.trainer.drills
    marked = drills.submit(learner_of(scene.turn.key), data["id"], attempt, data["place"], scene.day)
    passed = say("drill_passed" if marked["passed"] else "drill_failed")
    lines = [say("drill_marked", score=marked["score"], passed=passed), *marked["told"]]
    blocks = (Block("answer", "\n".join(lines)), Block("note", say("drill_story", narrative=marked["narrative"])))
    return Draft(ReplyStatus.MARKED, blocks, quiz=marked)


def stop(scene: Scene) -> Draft:
    """Leave quiz, drill and case."""
    for kind in ("quiz", "drill", "triage", "clarify"):
        scene.talk.pending.pop(kind, None)
    return said(ReplyStatus.NOTED, "stopped")


def _place(scene: Scene) -> str | None:
    """The place to practise for: the nearest above the asker's that has papers of its own, so that a county and its
    townships share the items, which take seconds to make; else his province."""
    place = scene.parts.place(scene.region)
    if place is None:
        return None
    held = {one.document.region for one in scene.parts.library.documents()}
    above = (place, *Regions.ancestors(place))
    return next((one for one in above if one in held), above[-1])
