"""Handing over to a person (转人工): the offices of what was spoken of, where to go first, whom to ring."""

from __future__ import annotations

from bot.answers.contact import TOWNSHIP, family_for, whom_to_ask
from bot.dialogue.drafts import Draft, Scene, said
from bot.dialogue.model import Block, ReplyStatus
from bot.dialogue.says import say
from corpus.departments import Departments


def hand_over(scene: Scene) -> Draft:
    """Offices and contacts known for the last question or household; where to ask first when there was none."""
    last = scene.talk.last
    if not last:
        return said(ReplyStatus.HANDED_OVER, "person_plain")
    blocks = [Block("danger", say("person_danger"))] if last.get("danger") else []
    departments, question = Departments.load(), last.get("question") or ""
    offices = list(last.get("offices") or ())
    if question:
        place = scene.parts.place(scene.region)
        offices = list(dict.fromkeys([*offices, whom_to_ask(question, place, departments)]))
        blocks.append(Block("answer", say("person_question", question=question, offices="、".join(offices))))
    elif offices:
        blocks.append(Block("answer", say("person_question", question="这户的事", offices="、".join(offices))))
    families = [family_for(question, departments)] if question else []
    families += [departments.lookup(office).family for office in offices]
    for family in dict.fromkeys(filter(None, families)):
        contact = departments.department(family).contact
        if contact:
            blocks.append(Block("note", say("person_contact", office=family, contact=contact)))
    blocks.append(Block("note", say("person_place", township=TOWNSHIP)))
    return Draft(ReplyStatus.HANDED_OVER, tuple(blocks))
