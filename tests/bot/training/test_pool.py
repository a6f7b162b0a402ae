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
from bot.training.choosing import Elsewhere
from bot.training.items import CHOICES, LETTERS, QuizItem, without_key
from bot.training.makers.figures import figure_items
from bot.training.pool import make_pool
from bot.training.sources import sources
from bot.training.words import actors_in
from corpus.library import Library
from corpus.model import Clause, Duty, Role
from tests.bot.training.conftest import DAY, PLACE, PLAN
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


def test_the_address_in_the_stem_does_not_give_a_condition_away(pool) -> None:
    fills = [item for item in pool.values() if item.form == "condition-fill"]
    assert fills
    for item in fills:
        assert item.key[0] not in item.explanation.partition("写的是")[0], item.stem
        assert not item.citation.quote.startswith(("低于", "高于")), item.stem
        assert not re.search("减____|____用[、，。；]", item.stem), item.stem


def test_a_measure_for_any_hardship_is_not_told_from_hardships(pool) -> None:
    asked = [item for item in pool.values() if item.form == "door-ask"]
    assert asked
    assert not [item.stem for item in asked if re.match("入户了解[^。]*监测", item.stem)]
    for item in pool.values():
        if item.form == "door-household":
            right = item.options[LETTERS.index(item.key[0])]
            assert not ("低于" in right and "超过" in item.stem and "低于" not in item.stem), item.stem


def test_what_a_house_earns_and_has_is_no_wrong_question_where_income_is_looked_at(pool) -> None:
    words = ("有几亩地", "庄稼损了", "入过股", "什么活", "光伏", "种什么")
    asked = [
        item
        for item in pool.values()
        if item.form == "door-ask" and re.search("入户了解[^。]*(?:低保|特困)", item.stem)
    ]
    assert asked
    for item in asked:
        right = item.options[LETTERS.index(item.key[0])]
        assert not [one for one in item.options if one != right and any(word in one for word in words)], item.stem


def test_a_rank_is_no_matter_of_own_words(pool) -> None:
    assert not [item.stem for item in pool.values() if item.kind == "fill" and item.key[0].startswith("国务院")]


def test_an_item_with_several_leads_is_asked_as_a_whole(library: Library, put) -> None:
    def duty(name: str, role: Role = Role.LEAD) -> Duty:
        return Duty(name, role, None, name, "二/1/理顺饮水管护")

    named = (duty("县水利局"), duty("县医保局"), duty("县财政局", Role.RESPONSIBLE))
    line = "（牵头单位：县水利局、县医保局；责任单位：县财政局）"
    clauses = (
        Clause("二/1", "1.守住饮水和看病两条线。", duties=named),
        Clause("二/1/管好看病报销", "管好看病报销。村里每月核对一次。", duties=named),
        Clause("二/1/理顺饮水管护", f"理顺饮水管护。村里每月巡查一次。{line}", duties=named),
        *PLAN[1:],
    )
    put(library, "青禾县帮扶办法", clauses, issued_on="2026-03-18", region=PLACE, kind="方案")
    triage = Triage(RuleBook(()), library)
    made = [item for item in make_pool(library, triage, PLACE, DAY).values() if "县医保局" in item.citation.quote]
    assert made
    for item in made:
        assert "守住饮水和看病两条线" in item.stem + "".join(item.options), item.stem
        assert "二1也照它" in item.explanation


def test_a_body_within_a_government_is_not_that_government(library: Library, put) -> None:
    act = {
        "第一条": "第一条 县级以上人民政府负责互助工作的机构，负责组织和督促有关单位开展互助。",
        "第二条": "第二条 县级以上人民政府负责互助经费的统筹，每年向社会公布一次使用结果。",
    }
    put(library, "互助条例", act, issued_on="2025-05-01", effective_from="2025-06-01", region="全国", kind="条例")
    items = make_pool(library, Triage(RuleBook(()), library), PLACE, DAY).values()
    assert {item.citation.clause.address for item in items} == {"第二条"}


def _items(library: Library, put, act: dict[str, str]) -> list[QuizItem]:
    put(library, "互助办法", act, issued_on="2025-05-01", effective_from="2025-06-01", region="全国", kind="办法")
    return list(make_pool(library, Triage(RuleBook(()), library), PLACE, DAY).values())


def test_a_short_sentence_is_shown_after_the_one_before_it(library: Library, put) -> None:
    act = {
        "第一条/第一款": "第一条 互助员常上门看望独居老人，记下他们的难处。",
        "第一条/第二款": "情况紧急的，公安机关先行处置。",
        "第二条": "第二条 学校应当好好保管。",
    }
    items = _items(library, put, act)
    assert items
    for item in items:
        assert "（上文说“互助员常上门看望独居老人，记下他们的难处”）" in item.stem, item.stem
        assert item.citation.quote == "情况紧急的，公安机关先行处置。"
    assert not [item for item in items if item.citation.clause.address == "第二条"]


def test_what_was_received_is_told_by_the_sentence_before(library: Library, put) -> None:
    act = {
        "第一条/第一款": "第一条 独居老人可以书面提出互助补助的要求，并附上身份证件。",
        "第一条/第二款": "县级民政部门应当认真核对有关材料，并自收到申请之日起二十日内书面答复本人。",
        "第二条": "第二条 县级教育部门应当认真核对全部材料，并自收到申请之日起二十日内书面答复本人。",
        "第三条/第一款": "第三条 公安机关按照第二条的规定及前款所指的情形先行处置，并作记录。",
        "第三条/第二款": "县级司法部门应当认真核对全部材料，并自收到申请之日起十日内书面答复本人。",
    }
    items = _items(library, put, act)
    asked = [item for item in items if "收到申请" in item.citation.quote]
    assert {item.citation.clause.address for item in asked} == {"第一条/第二款"}
    assert all("（上文说“独居老人可以书面提出互助补助的要求" in item.stem for item in asked)


def test_the_sentence_before_must_not_tell_the_answer(library: Library, put) -> None:
    act = {"第一条": "第一条 公安机关接到报警应当在十分钟内出门赶到现场。情况紧急的，公安机关先行处置。"}
    assert not [item for item in _items(library, put, act) if item.citation.quote.startswith("情况紧急")]


def test_departments_are_told_from_near_ones(library: Library, put) -> None:
    act = {"第一条": "第一条 县级民政部门应当自收到材料之日起二十日内审批独居老人的互助补助申请。"}
    items = _items(library, put, act)
    single = next(item for item in items if item.form == "actor-single")
    assert not [one for one in single.options if re.search("水利|税务|交通|文化|市场", one)], single.options


def test_another_number_does_not_give_the_figure_away(library: Library, put) -> None:
    act = {
        "第一条": "第一条 互助员外出学习的，3个月内照发补助，第4个月起停发，由村民委员会记入台账。",
        "第二条": "第二条 互助员外出学习的，6个月内照发补助，逾期由村民委员会停发并记入台账。",
    }
    _items(library, put, act)
    shelf = list(sources(library, PLACE, DAY))
    made = [item for source in shelf for item in figure_items(source, Elsewhere(shelf))]
    asked = {item.citation.clause.address for item in made}
    assert asked == {"第二条"}


def test_steps_are_asked_only_where_they_follow_each_other(library: Library, put) -> None:
    act = {
        "第一条": "第一条 县级民政部门应当建立申请家庭信息核对平台，为审核困难家庭提供依据，每年公示一次。",
        "第二条": "第二条 互助补助应当向乡镇人民政府申请，经审核、公示后，由县级民政部门审批。",
    }
    steps = [item for item in _items(library, put, act) if item.form == "steps"]
    assert {item.citation.clause.address for item in steps} <= {"第二条"}


def test_an_act_on_one_matter_is_filed_under_it(pool) -> None:
    for item in pool.values():
        if "农业保险条例" in item.document:
            assert item.topic == "保险", item.stem
        if "工伤保险条例" in item.document:
            assert item.topic == "就业", item.stem


def test_a_story_rests_on_no_clause_for_others(pool) -> None:
    stories = [item for item in pool.values() if item.form == "story"]
    assert stories
    for item in stories:
        groups = [word for word in ("低保", "特困", "退役军人", "孤儿") if word in item.citation.quote]
        assert not groups or any(word in item.stem for word in groups), item.stem


def test_no_wrong_question_fits_any_matter(pool) -> None:
    for item in pool.values():
        if item.form == "door-ask":
            right = item.options[LETTERS.index(item.key[0])]
            wrong = [one for one in item.options if one != right]
            assert not [one for one in wrong if re.search("什么时候停的|给过您书面|和谁、因为|出了什么事", one)], (
                item.stem
            )


def test_no_option_is_a_part_of_another(pool) -> None:
    for item in pool.values():
        for one in item.options:
            others = [other for other in item.options if other != one]
            assert len(one) < 6 or not any(one in other for other in others), item.options
