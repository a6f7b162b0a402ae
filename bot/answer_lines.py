"""An answer as plain lines for a terminal: the answer, its sources, what to mind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.pages.words import words


def answer_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    """The lines of one ask object, each ready to print."""
    yield answer["answer"]
    for citation in answer["citations"]:
        yield f"[{citation['n']}] {source_name(citation)} {citation['address']}"
        yield f"    “{citation['quote']}”"
    if answer["abstained"] and answer["evidence"]:
        yield "最接近的条款："
        for found in answer["evidence"][:3]:
            yield f"  · {document_title(found)} {found['address']}"
    for department in answer["departments"]:
        today = department["today"]
        renamed = f"（现 {today}）" if today and today != department["name"] else ""
        yield f"{words()['role'][department['role']]}单位：{department['name']}{renamed} [{department['citation']}]"
    for warning in answer["warnings"]:
        yield f"注意：{warning['text']}"
    for note in unsaid_notes(answer):
        yield f"注意：{note}"
    if answer["clarify"]:
        yield answer["clarify"]["text"] + ("　" + " / ".join(answer["clarify"]["options"]))


def unsaid_notes(answer: Mapping[str, Any]) -> list[str]:
    """What is remarked on the cited documents, each note once, unless a warning says it already."""
    notes = dict.fromkeys(citation["note"] for citation in answer["citations"] if citation.get("note"))
    return [note for note in notes if not any(note in warning["text"] for warning in answer["warnings"])]


def document_title(found: Mapping[str, Any]) -> str:
    """《title》 of something that carries a document_id: the work's name before its issuer and version."""
    return titled(str(found["document_id"]).rsplit("@", 1)[0].split("·", 1)[0])


def source_name(citation: Mapping[str, Any]) -> str:
    """《title》 with number and date of a citation."""
    facts = "，".join(fact for fact in (citation["doc_number"], citation["issued_on"]) if fact)
    return titled(citation["title"]) + (f"（{facts}）" if facts else "")


def titled(title: str) -> str:
    """A title in its marks; marks inside become single ones, as print has it: 《〈…〉解读》."""
    return "《" + title.replace("《", "〈").replace("》", "〉") + "》"
