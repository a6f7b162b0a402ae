"""Answers and triage as blocks of plain text (回复的文字). What is said comes from the objects of the contract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.answer_lines import document_title, source_name, unsaid_notes
from bot.answers.lead_in import spoken_address
from bot.dialogue.model import Block, Choice
from bot.dialogue.says import say, words
from bot.pages.words import edition_words
from bot.pages.words import words as page_words

MARK = re.compile(r"\[(\d+)\]")
_NEAREST = 3
_MEASURES = 8
_GROUPS = (("likely", "likely"), ("need_info", "open"))


def answer_blocks(answer: Mapping[str, Any]) -> tuple[Block, ...]:
    """An ask object: the answer, its sources, offices that it does not name, what to mind."""
    return tuple(_answer(answer))


def source_block(citation: Mapping[str, Any]) -> Block:
    """The line of one source: number, document, address, and whose words they are."""
    note = f"（{edition_words(citation)}）" if citation["edition"] == "digest" else ""
    address = spoken_address(str(citation["address"]))
    return Block("source", say("source_line", n=citation["n"], name=source_name(citation), address=address, note=note))


def choice_blocks(choices: Sequence[Choice]) -> tuple[Block, ...]:
    """The numbered offers, none for none."""
    if not choices:
        return ()
    lines = [say("choice_line", number=one.number, label=one.label) for one in choices]
    return (Block("menu", "\n".join([say("choose"), *lines])),)


def _answer(answer: Mapping[str, Any]) -> Iterator[Block]:
    yield Block("answer", answer["answer"])
    yield from map(source_block, answer["citations"])
    if answer["abstained"] and answer["evidence"]:
        near = [f"· {document_title(one)}{spoken_address(one['address'])}" for one in answer["evidence"][:_NEAREST]]
        yield Block("note", "\n".join([say("nearest"), *near]))
    yield from _offices(answer)
    for warning in answer["warnings"]:
        yield Block("warning", say("warning_line", text=warning["text"]))
    for note in unsaid_notes(answer):
        yield Block("warning", say("warning_line", text=note))
    if answer["clarify"]:
        yield Block("question", answer["clarify"]["text"])


def _offices(answer: Mapping[str, Any]) -> Iterator[Block]:
    """Offices of the cited clauses that the answer itself does not name, by role."""
    named: dict[str, list[str]] = {}
    for office in answer["departments"]:
        if office["name"] not in answer["answer"]:
            today = office["today"]
            renamed = f"（现{today}）" if today and today != office["name"] else ""
            named.setdefault(office["role"], []).append(f"{office['name']}{renamed}")
    for role, names in named.items():
        yield Block("note", say("office_line", role=page_words()["role"][role], names="、".join(dict.fromkeys(names))))


def triage_blocks(found: Mapping[str, Any]) -> tuple[tuple[Block, ...], tuple[dict[str, Any], ...]]:
    """A triage object: dangers, measures with marks, hand-overs, questions; and its citations, numbered throughout."""
    citations: list[dict[str, Any]] = []
    blocks = [Block("danger", say("danger_line", text=danger["text"])) for danger in found["urgent"]]
    if found["out_of_scope"]:
        blocks.append(Block("note", say("not_ours", **_parted(found["out_of_scope"]))))
    already = [measure["name"] for measure in found["measures"] if measure["verdict"] == "already"]
    if already:
        blocks.append(Block("note", say("already_line", names="、".join(already))))
    left = _MEASURES
    for verdict, heading in _GROUPS:
        chosen = [measure for measure in found["measures"] if measure["verdict"] == verdict][:left]
        left -= len(chosen)
        if chosen:
            blocks.append(Block("note", say(heading)))
            blocks += [Block("measure", _measure(measure, citations)) for measure in chosen]
    if left == _MEASURES and not already and not found["out_of_scope"] and not found["urgent"]:
        blocks.append(Block("note", say("nothing_applies")))
    blocks += [Block("note", say("handover_line", **_parted(part))) for part in found["handover"]]
    blocks += [source_block(citation) for citation in citations]
    blocks += [Block("warning", say("warning_line", text=one["text"])) for one in found["warnings"]]
    blocks += [Block("note", say("unread_line", text=one["text"])) for one in found.get("unread") or ()]
    return tuple(blocks), tuple(citations)


def _parted(part: Mapping[str, str]) -> dict[str, str]:
    return {"text": part["text"].rstrip("。"), "handler": part["handler"]}


def _measure(measure: Mapping[str, Any], citations: list[dict[str, Any]]) -> str:
    marks = ""
    for citation in measure["citations"]:
        key = (citation["document_id"], citation["address"], citation["start"], citation["end"])
        known = next((c for c in citations if (c["document_id"], c["address"], c["start"], c["end"]) == key), None)
        if known is None:
            known = dict(citation) | {"n": len(citations) + 1}
            citations.append(known)
        marks += f"[{known['n']}]"
    first = measure["first_contact"]
    why = str(measure["why"]).rstrip("。")
    where = say("where", first=str(first).rstrip("。")) if first else ""
    return say("measure_line", name=measure["name"], why=why, marks=marks, where=where)


def quiz_blocks(item: Mapping[str, Any], head: str) -> tuple[Block, ...]:
    """A quiz item without its key: stem, options, how to answer, what to mind."""
    lines = [say("quiz_head", text=head), item["stem"]]
    lines += [
        say("quiz_option", letter=letter, option=option)
        for letter, option in zip("ABCDEF", item["options"], strict=False)
    ]
    lines.append(words()["quiz_how"][item["kind"]])
    return (Block("quiz", "\n".join(lines)),)


def mark_blocks(marked: Mapping[str, Any], item: Mapping[str, Any], *, unknown: bool) -> tuple[Block, ...]:
    """An answer to a quiz item, marked: right or not, why, the key, the clause."""
    lines = [_verdict(marked, unknown=unknown)]
    lines += [] if unknown else [told for told in marked["told"] if not marked["right"]]
    if not marked["right"]:
        lines.append(say("key_line", key=_key(marked["key"], item)))
    lines.append(str(marked["explanation"]))
    cited = Block("source", f"[1]{source_name(marked['citation'])}{spoken_address(marked['citation']['address'])}")
    warned = [Block("warning", say("warning_line", text=one["text"])) for one in marked["warnings"]]
    return (Block("answer", "\n".join(line for line in lines if line)), cited, *warned)


def _verdict(marked: Mapping[str, Any], *, unknown: bool) -> str:
    if unknown:
        return say("unknown_answer")
    if marked["right"]:
        return say("right")
    return say("partly", score=marked["score"]) if marked["score"] else say("wrong")


def _key(key: Sequence[str], item: Mapping[str, Any]) -> str:
    if item["options"]:
        return "；".join(f"{letter} {item['options']['ABCDEF'.index(letter)]}" for letter in key)
    return "；".join(one.split("|")[0] for one in key)
