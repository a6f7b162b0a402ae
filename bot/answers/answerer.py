"""The front door: a question in, a short answer with its clauses out. No model takes part.

The way: understand and search (retrieval) -> refuse, or write by the kind of question -> check the premise -> warn.
Every sentence that states a fact rests on words cut out of a clause.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.answers.answer import MOST_EVIDENCE, Answer, Clarify
from bot.answers.answerable import HARD, is_answerable, is_sure, unquantified
from bot.answers.ask import Ask
from bot.answers.asked import read_asked
from bot.answers.binding import in_force, is_worth_saying
from bot.answers.choose import names_person, sentence_picks
from bot.answers.compare import ROOM, merged, sides_of, write_comparison
from bot.answers.draft import Draft, Pick
from bot.answers.figure import remark_disagreements, write_figure
from bot.answers.lookup import write_lookup
from bot.answers.notices import notices_for
from bot.answers.offices import TELLING, is_of_office, names_office, offices_of, write_office_duties, write_offices
from bot.answers.parts import covers, split, troubles
from bot.answers.premise import check_figures, check_offices, claimed_classes
from bot.answers.prose import BROAD, write_list, write_prose
from bot.answers.refusal import is_settled, nearness, reason_to_refuse, refuse
from bot.answers.renamed import asked_office, write_renamed
from bot.answers.standing import write_standing
from corpus.departments import Departments
from corpus.errors import BadField
from corpus.library import Library
from corpus.model import Notice
from corpus.zhtext import fold
from retrieval.model import Evidence, Kind, Query, Term
from retrieval.rank import share
from retrieval.search import Searcher

LONGEST_QUESTION = 2000
TROUBLE = 70  # characters said to one trouble of a household
TRIAGE = "这是一户人家的情况，用“分诊”可以逐项看可能适用的帮扶、要追问的和找谁办"
NEAREST = "最相近的规定（请核对是不是您问的事）："
WHOLE = (Kind.COMPARISON, Kind.LOOKUP, Kind.STATUS)  # kinds of question that are answered whole
HEAVIEST = 6.0  # most that one word may weigh: a word no paper uses (摆摊) must not drown the others
NAMED = 0.3  # share of the question that a sentence naming an office must cover to answer who does it
FIRM = 1.0  # nearness from which words may answer where a count or a date was asked for


class Answerer:
    """Answers questions out of one library."""

    def __init__(self, library: Library, searcher: Searcher, departments: Departments | None = None) -> None:
        self._library = library
        self._searcher = searcher
        self._departments = departments or Departments.load()

    @property
    def searcher(self) -> Searcher:
        """The search behind the answers."""
        return self._searcher

    def answer(
        self,
        question: str,
        region: str | None = None,
        as_of: dt.date | None = None,
        history: Sequence[Mapping[str, str]] = (),
    ) -> Answer:
        """Answer `question` for a place (any usual form) on a day (today if None), `history` oldest turn first.

        Raises BadField for an empty or overlong question, UnknownPlace or AmbiguousPlace for `region`.
        """
        if not question.strip():
            raise BadField("question 是空的，请写上要问的话再试。")
        if len(question) > LONGEST_QUESTION:
            raise BadField(f"question 有 {len(question)} 字，超过 {LONGEST_QUESTION} 字；请把要问的事写短一些再试。")
        query = self._searcher.understand(question, region=region, as_of=as_of, history=history)
        ask = self.ask_of(query)
        draft = Draft()
        ask, reason = self._told(ask, draft) or self._completed(*self._answered(ask, draft), draft, history)
        if reason is not None or not draft.picks:
            return self._refused(question, ask, reason or "no_evidence")
        if self._is_unsure(ask, draft):
            draft.caution(NEAREST)
        remark_disagreements(ask, draft)
        return self._finished(question, ask, draft)

    def _is_unsure(self, ask: Ask, draft: Draft) -> bool:
        """Is the answer no more than the nearest clause? One that says itself what it lacks needs no such word."""
        if ask.query.kind in WHOLE or draft.missing or is_settled(ask, self._departments):
            return False
        return not is_sure(ask)

    def ask_of(self, query: Query) -> Ask:
        """A question as understood, with what the search gave for it."""
        result = self._searcher.search(query)
        return Ask(query, read_asked(query.text), result, self._terms(query), self._library, self._searcher)

    def _answered(self, ask: Ask, draft: Draft) -> tuple[Ask, str | None]:
        """Write the answer into `draft`; gives the question with the evidence to show, and the reason for a refusal."""
        sides = sides_of(ask) if ask.query.kind is Kind.COMPARISON else []
        if sides:
            pick = write_comparison(sides, draft, self._write_side)
            return merged(ask, [side.ask for side in sides]), None if pick else self._reason(ask) or "no_evidence"
        reason = self._reason(ask)
        held = in_force(ask) if reason in (None, "no_evidence") else None
        if held is not None and (reason is None or is_sure(held)) and self._write(replace(held, room=ROOM), draft):
            if reason is None and is_worth_saying(ask, held):
                self._write(replace(ask, room=ROOM), draft)
            return ask, None
        if reason is None and self._write(ask, draft) is None:
            reason = "no_evidence"
        return ask, reason

    def _told(self, ask: Ask, draft: Draft) -> tuple[Ask, str | None] | None:
        """Answer a household's story trouble by trouble; None when it is none, or no trouble is answered."""
        asks = []
        for trouble in troubles(ask):
            read = self._searcher.understand(trouble, region=ask.query.region, as_of=ask.query.as_of)
            own = replace(self.ask_of(replace(read, kind=Kind.MEASURES)), room=TROUBLE)
            if self._write_if_known(own, draft):
                asks.append(own)
        if not draft.picks:
            return None
        draft.remark(TRIAGE)
        return merged(ask, asks), None

    def _completed(
        self, ask: Ask, reason: str | None, draft: Draft, history: Sequence[Mapping[str, str]]
    ) -> tuple[Ask, str | None]:
        """Answer the parts of a question that asks several things, where what is written does not cover them."""
        query = ask.query
        asks, lacking = [ask], []
        whole = query.kind in WHOLE or reason in ("out_of_scope", "other_region")
        for part in [] if whole else split(query.text):
            before = [*history, {"role": "user", "content": query.text}]
            read = self._searcher.understand(part, region=query.region, as_of=query.as_of, history=before)
            own = replace(self.ask_of(read), room=ROOM)
            if draft.picks and covers(own, draft.picks):
                continue
            if self._write_if_known(own, draft) is None:
                lacking.append(part)
            asks.append(own)
        if len(asks) == 1 or not draft.picks:
            return ask, reason
        draft.missing += lacking
        return merged(ask, asks), None

    def _reason(self, ask: Ask) -> str | None:
        return reason_to_refuse(ask, self._departments)

    def _write_if_known(self, ask: Ask, draft: Draft) -> Pick | None:
        """Write the answer to a part of a question; None when its evidence does not reach it."""
        return self._write(ask, draft) if self._reason(ask) is None else None

    def _write_side(self, ask: Ask, draft: Draft) -> Pick | None:
        """Write the answer for one side of a comparison; None when its evidence does not reach it."""
        return self._write(ask, draft) if is_answerable(ask, part=True) else None

    def _terms(self, query: Query) -> list[Term]:
        """The telling words, without those that only name the document (县范本) where others are left."""
        terms = [replace(term, weight=min(term.weight, HEAVIEST)) for term in self._searcher.terms(query)]
        titles = [fold(self._library.get(document_id).document.title) for document_id in query.documents]
        rest = [term for term in terms if not any(term.forms[0] in title for title in titles)]
        return rest if len(rest) > 1 or any(term.weight >= TELLING for term in rest) else terms

    def _write(self, ask: Ask, draft: Draft) -> Pick | None:
        """Write by the kind of question; what a kind cannot say falls back to the clause's own sentences."""
        pick = self._by_kind(ask, draft)
        if pick is None and unquantified(ask):
            draft.missing.append("具体数额（条文没有写明）")
            pick = write_prose(ask, draft)
        if pick is None and not self._must_not_fall_back(ask):
            pick = (write_list(ask, draft) if ask.query.kind in BROAD else None) or write_prose(ask, draft)
            if pick and ask.query.kind is Kind.OFFICES and not any(names_office(p.words) for p in draft.picks):
                draft.missing.append("责任单位（条文没有写明）")
        if pick is not None:
            check_figures(ask, draft, pick)
            check_offices(ask, draft, pick)
        return pick

    def _by_kind(self, ask: Ask, draft: Draft) -> Pick | None:
        kind, asked = ask.query.kind, ask.asked
        renamed = asked_office(ask, self._departments)
        if renamed:
            return write_renamed(ask, renamed, draft, self._departments)
        numbered = any("address" in item.why for item in ask.evidence)
        if kind is Kind.LOOKUP and (asked.wants_lead or asked.wants_responsible):
            return write_offices(ask, draft) or write_lookup(ask, draft)
        if kind is Kind.LOOKUP or (numbered and kind in (Kind.OTHER, Kind.DEFINITION)):
            return write_lookup(ask, draft)
        if kind is Kind.STATUS and not asked.wants_ground:
            return write_standing(ask, draft)
        if kind is Kind.YES_NO and claimed_classes(ask.query.text):
            claimed = replace(ask, asked=replace(asked, classes=claimed_classes(ask.query.text)))
            return self._offices(ask, draft) or write_figure(claimed, draft)
        return self._offices(ask, draft) or (write_figure(ask, draft) if ask.wants_figure else None)

    def _offices(self, ask: Ask, draft: Draft) -> Pick | None:
        """Who does it, or what an office has to do, where the question asks either."""
        kind = ask.query.kind
        if kind is Kind.OFFICE_DUTIES or (kind is Kind.OTHER and is_of_office(ask)):
            return write_office_duties(ask, draft)
        if kind is Kind.OFFICES or ask.asked.wants_lead or (kind is Kind.YES_NO and ask.query.offices):
            return write_offices(ask, draft)
        return None

    def _must_not_fall_back(self, ask: Ask) -> bool:
        """A sum or share that no clause holds is not answered with words; nor is a lead office that none names."""
        if asked_office(ask, self._departments):
            return True
        if ask.wants_figure:
            return bool(ask.asked.classes & HARD) or nearness(ask) < FIRM
        if ask.query.kind is not Kind.OFFICES:
            return False
        best = sentence_picks(ask)[:3]
        named = any(names_office(p.words) and share(ask.terms, fold(p.words)) >= NAMED for p in best)
        return ask.asked.wants_lead or not named

    def _refused(self, question: str, ask: Ask, reason: str) -> Answer:
        refusal = refuse(ask, reason, self._departments)
        query = ask.query
        return Answer(
            question=question,
            region=query.region,
            as_of=query.as_of,
            text=refusal.text,
            evidence=self._shown(ask, ()),
            missing=refusal.missing,
            reason=refusal.reason,
        )

    def _finished(self, question: str, ask: Ask, draft: Draft) -> Answer:
        query = ask.query
        citations = tuple(pick.cite() for pick in draft.picks)
        offices = offices_of(draft.picks)
        notices = list(notices_for(citations, draft.picks, offices, query.region, query.as_of, self._departments))
        notices += [Notice(code, words) for code, words in draft.remarks]
        if draft.missing:
            notices.append(Notice("partial", f"问题里有一部分没有找到条款：{'、'.join(draft.missing)}。"))
        return Answer(
            question=question,
            region=query.region,
            as_of=query.as_of,
            text=draft.text(),
            citations=citations,
            evidence=self._shown(ask, draft.picks),
            offices=offices,
            notices=tuple(notices),
            missing=tuple(draft.missing),
            clarify=self._clarify(ask, notices),
        )

    def _shown(self, ask: Ask, picks: Sequence[Pick]) -> tuple[Evidence, ...]:
        """The evidence list: cited units always in it, units with personal data left out, ten at most."""
        cited = {pick.evidence.unit.unit_id: pick.evidence for pick in picks}
        rest = [e for e in ask.evidence if e.unit.unit_id not in cited and not names_person(e.unit.text)]
        found = {e.unit.unit_id: e for e in ask.evidence}
        kept = [found.get(key, item) for key, item in cited.items()] + rest[: MOST_EVIDENCE - len(cited)]
        return tuple(sorted(kept, key=lambda e: -e.score))

    def _clarify(self, ask: Ask, notices: Sequence[Notice]) -> Clarify | None:
        if ask.query.region_options:
            return Clarify("您说的是哪一个地方？", tuple(ask.query.region_options))
        place_unknown = any(n.code == "place_unknown" for n in notices)
        if ask.query.senses and not place_unknown:
            return Clarify("您问的是哪一种？说清楚了才好答准。", tuple(ask.query.senses))
        if place_unknown:
            regions = [s.document.region for s in self._library.documents()]
            known = dict.fromkeys(r for r in regions if r and r != "全国")
            return Clarify("请问您在哪个县（市、区）？说了地方，才好按当地的文件回答。", tuple(known)[:6])
        return None
