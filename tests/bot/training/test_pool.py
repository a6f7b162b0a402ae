"""The items of the shipped shelf, and of a small one: true to the contract, fair, about the right things."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.assembly import Services
from bot.training.items import CHOICES, LETTERS, QuizItem, without_key
from bot.training.pool import make_pool
from bot.training.sources import sources
from bot.training.words import actors_in
from corpus.library import Library
from corpus.model import Role
from tests.bot.training.conftest import DAY, PLACE
from triage.refer import Triage
from triage.rules.book import RuleBook


@pytest.fixture(scope="module")
def pool(shipped: Services) -> dict[str, QuizItem]:
    return make_pool(shipped.library, shipped.triager, None, DAY)


def test_every_item_keeps_the_contract(pool, shipped: Services, shared: Path, tmp_path: Path) -> None:
    lines, shows = tmp_path / "items.jsonl", tmp_path / "shows.jsonl"
    lines.write_text("".join(json.dumps(item.as_json(), ensure_ascii=False) + "\n" for item in pool.values()), "utf-8")
    from bot.library_json import clause_json, document_json

    with shows.open("w", encoding="utf-8") as out:
        for one in shipped.library.documents():
            shelved, clauses = shipped.library.show(one.document.document_id)
            show = {"document": document_json(shelved, DAY), "clauses": [clause_json(clause) for clause in clauses]}
            out.write(json.dumps(show, ensure_ascii=False) + "\n")
    check = [sys.executable, str(shared / "contract" / "check.py"), "quiz_item", str(lines), "--library", str(shows)]
    told = subprocess.run(check, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-2000:] + told.stderr


def test_there_are_many_and_most_are_about_people(pool) -> None:
    levels = Counter(item.level for item in pool.values())
    assert len(pool) >= 1000
    assert levels["who"] + levels["door"] >= len(pool) / 2
    assert levels["recall"] < 0.15 * len(pool)


def test_every_clause_is_asked_in_two_forms(pool) -> None:
    forms: dict[tuple[str, str], set[str]] = {}
    for item in pool.values():
        key = (item.citation.document.document_id, item.citation.clause.address)
        forms.setdefault(key, set()).add(f"{item.kind}{item.form}")
    assert min(map(len, forms.values())) >= 2


def test_guessing_does_not_pay(pool) -> None:
    choices = [item for item in pool.values() if item.kind in CHOICES]
    longest = [LETTERS[max(range(len(item.options)), key=lambda n, o=item.options: len(o[n]))] for item in choices]
    assert sum((guess,) == item.key for guess, item in zip(longest, choices, strict=True)) < 0.4 * len(choices)
    for letter in LETTERS:
        assert sum(item.key == (letter,) for item in choices) < (0.35 if letter != "A" else 0.45) * len(choices)


def test_options_are_distinct_and_keys_not_given_away(pool) -> None:
    for item in pool.values():
        assert len(set(item.options)) == len(item.options)
        assert len(item.options) in (
            (4,) if item.kind == "single" else (2,) if item.kind == "true_false" else range(7)
        ) or (item.kind == "single" and len(item.options) == 3)
        if item.kind == "single":
            assert item.options[LETTERS.index(item.key[0])] not in item.stem
        assert item.citation.quote.split()[0] in item.explanation


def test_nobody_is_asked_who_leads_where_no_lead_is_named(pool) -> None:
    for item in pool.values():
        if "牵头" in item.stem and item.form.startswith(("lead", "offices")):
            assert any(duty.role is Role.LEAD for duty in item.citation.clause.duties), item.stem


def test_what_is_over_says_so(pool) -> None:
    for item in pool.values():
        codes = {notice.code for notice in item.warnings}
        said = {"expired": "期限已满", "draft": "征求意见稿", "template": "范本", "interpretation": "解读"}
        words = said.get(item.citation.status.value)
        assert words is None or (words in item.stem and item.citation.status.value in codes)
        if item.level == "recall" and item.citation.status.value == "expired":
            assert "figure_dated" in codes


def test_another_place_is_not_asked_about(shipped: Services) -> None:
    place = "江西省/南昌市/进贤县"
    items = make_pool(shipped.library, shipped.triager, place, DAY)
    assert len(items) > 500
    for item in items.values():
        region = item.citation.document.region
        assert region in (None, "全国") or f"{place}/".startswith(f"{region}/")


def test_no_list_of_people_and_no_letter_is_asked(pool) -> None:
    assert not [item for item in pool.values() if re.match("函|落款|编制组", item.citation.clause.address)]


def test_the_same_items_come_out_again(shelf: Library) -> None:
    book = RuleBook(())
    assert make_pool(shelf, Triage(book, shelf), PLACE, DAY) == make_pool(shelf, Triage(book, shelf), PLACE, DAY)


def test_a_small_plan_gives_its_duties_and_fair_distractors(shelf: Library) -> None:
    items = make_pool(shelf, Triage(RuleBook(()), shelf), PLACE, DAY)
    lead = next(i for i in items.values() if i.form == "lead-single" and "看住饮水水质" in i.stem)
    assert lead.options[LETTERS.index(lead.key[0])] == "县水利局"
    assert all(why and "第" not in why[:1] for why in lead.wrong if why is not None)
    assert "2026年3月18日" in lead.stem
    shown = without_key(lead.as_json())
    assert not {"key", "wrong", "explanation", "citation"} & set(shown)


def test_a_changed_clause_keeps_the_id_and_changes_the_print(shelf: Library, put) -> None:
    book = RuleBook(())
    before = make_pool(shelf, Triage(book, shelf), PLACE, DAY)
    from tests.bot.training.conftest import ACT

    changed = ACT | {"第三条": "第三条 村民委员会、居民委员会应当每周主动上门看望独居老人。"}
    put(
        shelf,
        "困难家庭帮扶条例",
        changed,
        issued_on="2025-05-01",
        effective_from="2025-06-01",
        region="全国",
        kind="条例",
    )
    shelf.remove(next(i.citation.document.document_id for i in before.values() if "条例" in i.document))
    put(
        shelf,
        "困难家庭帮扶条例",
        changed,
        issued_on="2025-05-01",
        effective_from="2025-06-01",
        region="全国",
        kind="条例",
    )
    after = make_pool(shelf, Triage(book, shelf), PLACE, DAY)
    mine = [i for i in before.values() if i.citation.clause.address == "第三条" and i.form.startswith("actor")]
    assert mine
    for item in mine:
        assert after[item.item_id].clause_hash != item.clause_hash


@pytest.mark.parametrize(
    ("words", "senses"),
    [
        ("县级民政部门按月发给", ["部门:民政"]),
        ("乡镇人民政府、街道办事处受理", ["乡镇街道"]),
        ("居民委员会协助乡镇、街道调查", ["村", "乡镇街道"]),
        ("民政、教育等部门分工负责", []),
    ],
)
def test_actors_are_read(words: str, senses: list[str]) -> None:
    assert [actor.sense for actor in actors_in(words)] == senses


def test_of_a_large_library_only_papers_of_the_field_make_questions(shelf: Library, put, monkeypatch) -> None:
    monkeypatch.setattr("bot.training.sources.MOST_DOCUMENTS", 2)
    put(
        shelf,
        "远洋船舶条例",
        {"第一条": "第一条 公安机关应当在3日内书面答复船员的申请。"},
        issued_on="2020",
        region="全国",
    )
    asked = {source.document for source in sources(shelf, PLACE, DAY)}
    assert asked == {"青禾县帮扶工作方案"}
    monkeypatch.setattr("bot.training.sources.MOST_DOCUMENTS", 200)
    assert "远洋船舶条例" in {source.document for source in sources(shelf, PLACE, DAY)}
