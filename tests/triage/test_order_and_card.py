"""Order and card: by the contract, of one mind, without personal data where none may stand."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.citation import Citation
from corpus.model import Clause, Document, Notice, Role, Span, Status
from corpus.vocabulary import Kind, load_vocabulary
from triage.card import card, card_texts
from triage.danger import _book
from triage.dispatch import offered, shown_name
from triage.fact_lines import fact_line
from triage.grounds import address_words
from triage.model import (
    AnyOf,
    Certainty,
    Clock,
    Danger,
    Fact,
    Handover,
    Interval,
    Measure,
    Member,
    Missing,
    Office,
    Outlook,
    Reading,
    Story,
    Time,
    Verdict,
)
from triage.order import personal_words, work_order
from triage.shipped import read_data

GOLDEN = Path(__file__).parent / "golden"
AT = dt.datetime(2026, 11, 20, 9, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))
NUMBER = "JX-20261120-0001"


def made(outlook):
    return work_order(outlook, NUMBER, AT), card(outlook)


def test_order_and_card_of_a_story_stay_as_they_are(told):
    name, outlook = told
    order, shown = made(outlook)
    golden = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    assert {"work_order": order, "card": shown} == golden


def test_danger_leads_through_the_township(sick):
    order, _ = made(sick)
    assert order["urgency"] == "特急"
    assert [one["name"] for one in order["lead"]] == ["柳河镇人民政府"]
    assert [one["name"] for one in order["co"]][:2] == ["进贤县农业农村局", "进贤县医疗保障局"]
    assert order["facts"][0]["path"] == "h.urgency.danger_to_life"


def test_danger_leads_through_the_measure_that_meets_it(flooded):
    order, _ = made(flooded)
    assert [one["name"] for one in order["lead"]] == ["进贤县应急管理局"]
    assert "三里乡人民政府" in [one["name"] for one in order["co"]]


def test_equal_weight_is_told_to_staff(flooded):
    from dataclasses import replace

    measures = tuple(replace(measure, verdict=Verdict.NEED_INFO) for measure in flooded.measures)
    order, _ = made(replace(flooded, urgent=(), measures=measures))
    assert "进贤县民政局" in order["note_internal"]
    assert order["urgency"] == "紧急"


def test_doubts_stand_in_the_note(sick):
    order, _ = made(sick)
    assert "听说" in order["note_internal"]
    assert "“监测状态：纳入”" in order["note_internal"]


def test_a_known_limit_stands_first_and_an_unknown_one_says_so(sick):
    order, shown = made(sick)
    assert [clock["days"] for clock in order["clocks"]] == [12, None, None]
    assert order["clocks"][-1]["source"] == "本地时限未录入"
    assert "12个工作日" in shown["how_long"]


def test_neither_title_nor_card_nor_reply_tells_who_called(sick):
    order, shown = made(sick)
    for text in (order["title"], order["reply_public"], json.dumps(shown, ensure_ascii=False)):
        assert "周满仓" not in text
        assert "13900005512" not in text
    assert order["narrative"] == sick.story.text


def test_no_order_for_policy_questions_and_none_for_others_matters(sick):
    from dataclasses import replace

    assert work_order(replace(sick, policy_only=True), NUMBER, AT) is None
    out = replace(sick, out_of_scope=Handover("案件", "人民法院"))
    assert work_order(out, NUMBER, AT) is None
    assert card(out) is None


def test_a_card_explains_its_terms_and_keeps_sentences_short(told):
    _, outlook = told
    shown = card(outlook)
    texts = list(card_texts(shown))
    everything = "".join(texts)
    for term, means in read_data("gloss.yaml").items():
        longer = [other for other in read_data("gloss.yaml") if term in other and other != term]
        if term in everything and not any(other in everything for other in longer):
            assert means in everything, term
    own = [shown["title"], shown["ask_who"], shown["disclaimer"], *(one["plain"] for one in shown["may_apply"])]
    for sentence in re.split("[。！？，；]", "。".join(own)):
        assert len(re.sub("（[^）]*）", "", sentence)) <= 30, sentence


def test_a_long_plain_text_gets_its_terms_explained_at_the_foot(sick):
    from dataclasses import replace

    plain = "监测户可以得到帮助，" + "村里先上门看看，" * 8
    measure = replace(sick.measures[0], plain=plain[:78])
    shown = card(replace(sick, measures=(measure,)))
    assert len(shown["may_apply"][0]["plain"]) <= 80
    assert shown["gloss"] == [{"term": "监测户", "means": "村里重点关照的困难户"}]


def test_no_explanation_stands_inside_brackets_or_quotes(sick):
    from dataclasses import replace

    gaps = ("结算单上“政策范围内自付”一共多少", "失能评估（办护理补贴时）做了吗", "以前是建档立卡户吗（现在叫脱贫户）")
    missing = tuple(Missing("h.spend.medical_oop_in_scope", gap, "本人") for gap in gaps)
    shown = card(replace(sick, measures=(replace(sick.measures[0], plain="看病的钱。", papers=(), missing=missing),)))
    assert shown["still_to_check"] == [gaps[0], "失能评估（看能不能自己吃饭穿衣）（办护理补贴时）做了吗", gaps[2]]
    assert [one["term"] for one in shown["gloss"]] == ["政策范围内自付", "护理补贴"]


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        ("h.aid.低保", True, "没有低保"),
        ("m[1].legal_supporters.exist", True, "老伴没有法定赡养抚养人"),
        ("m[1].student.in_school", True, "老伴不在校"),
        ("h.disaster.type", "火", "灾种：不是火"),
    ],
)
def test_a_denial_reads_as_people_say_it(path, value, line):
    fact = Fact(path, value, (Span(0, 1),), denied=True)
    assert fact_line(fact, [Member(1, "老伴", False, None)]) == line


def test_a_measure_with_two_names_is_called_by_the_present_one(sick):
    from dataclasses import replace

    assert shown_name(replace(sick.measures[0], name="旧叫法→新叫法(试行)")) == "新叫法（试行）"


def test_an_unnamed_paragraph_is_counted_in_words():
    assert address_words("五/(一)/¶2") == "五(一)第2段"
    assert address_words("第三条/第一款") == "第三条第一款"


def test_a_card_shows_each_field_of_life_before_second_measures(sick):
    from dataclasses import replace

    first = sick.measures[0]
    domains = ["社会救助"] * 6 + ["医疗保障"]
    measures = [
        replace(first, id=f"SUB-{n:02d}", domain=domain, plain=f"可以申请第{n}种帮助。")
        for n, domain in enumerate(domains, 1)
    ]
    measures = (*measures, replace(measures[0], id="SUB-08", domain="教育"))
    shown = card(replace(sick, measures=measures))
    assert [one["measure"] for one in shown["may_apply"]] == [
        "SUB-01",
        "SUB-02",
        "SUB-03",
        "SUB-04",
        "SUB-05",
        "SUB-07",
    ]


# ---- whatever the outlook, order and card agree -------------------------------------------------------------------

WORDS = st.sampled_from(["政策范围内自付多少", "一起生活几口人", "县标准未录入：低保标准", "房子鉴定了吗"])
FAMILIES = ["进贤县民政局", "进贤县医疗保障局", "当地教育局", "县乡村振兴局", "进贤县应急管理局"]
STORIES = [
    "我叫周满仓，电话13900005512，进贤县柳河镇东塘村三组的，家里断粮了。",
    "低保怎么办",
    "村里不给报监测户，我姓刘，刘根生，身份证362424197001011234。",
    "",
]


def citation(n):
    text = f"第{n}款规定给予帮助。"
    document = Document(f"办法{n % 2}@2026", f"青禾县办法{n % 2}", "a.txt", "办法")
    return Citation(document, Clause(f"第{n}条", text), Span(0, len(text)), Status.IN_FORCE, text)


@st.composite
def offices(draw, cited):
    names = draw(st.lists(st.sampled_from(FAMILIES), max_size=2, unique=True))
    number = st.none() | (st.integers(1, cited) if cited else st.none())
    return tuple(Office(name, Role.LEAD, name, draw(number)) for name in names)


@st.composite
def measures(draw):
    found = []
    for n in range(draw(st.integers(0, 9))):
        citations = tuple(map(citation, range(1, draw(st.integers(0, 3)) + 1)))
        verdict = draw(st.sampled_from(Verdict))
        told = draw(st.lists(WORDS, max_size=3))
        gaps = tuple(Missing(None if text.startswith("县标准") else "h.aid.低保", text) for text in told)
        days = draw(st.none() | st.integers(1, 60))
        clock = Clock(
            "办理", "受理", days, None if days is None else True, "《办法》第一条" if days else "本地时限未录入"
        )
        found.append(
            Measure(
                f"SUB-{n + 1:02d}",
                f"措施{n}",
                "社会救助",
                verdict,
                "可能适用，以认定为准。",
                missing=gaps if verdict is Verdict.NEED_INFO else (),
                plain=draw(
                    st.sampled_from(["可以申请临时救助。", "符合条件的监测户可以领。", "特困人员可以找周满仓。"])
                ),
                citations=citations,
                lead=draw(offices(len(citations))),
                co=draw(offices(len(citations))),
                first_contact=draw(st.sampled_from([None, "村委会", "乡镇便民服务中心"])),
                papers=tuple(draw(st.lists(st.sampled_from(["户口簿", "诊断书"]), max_size=2))),
                clocks=(clock,),
                warnings=(Notice("office_renamed", "县乡村振兴局的职责现由县农业农村局承担。"),),
                weight=draw(st.integers(1, 5)),
            )
        )
    return tuple(found)


@st.composite
def facts(draw, text):
    found = []
    for path, term in draw(st.lists(st.sampled_from(sorted(load_vocabulary().items())), max_size=5)):
        value = {
            Kind.FLAG: st.booleans(),
            Kind.MONEY: st.sampled_from([3000.0, Interval(1000.0, None), AnyOf((1.0, 2.0)), Interval(None, 5.0)]),
            Kind.NUMBER: st.sampled_from([3.0, 2.5, Interval(1.0, 2.0)]),
        }.get(term.type, st.sampled_from([*(term.values or ("别的",))]))
        member = path.startswith("m.")
        found.append(
            Fact(
                path.replace("m.", "m[1].", 1) if member else path,
                draw(value),
                (Span(0, 1),),
                unit=term.base_unit,
                period=draw(st.sampled_from(["month", "year", "once", None])),
                time=draw(st.sampled_from(Time)),
                holder=draw(st.sampled_from(["member:1" if member else "household", "other"])),
                certainty=draw(st.sampled_from(Certainty)),
            )
        )
    return tuple(found)


@st.composite
def outlooks(draw):
    text = draw(st.sampled_from(STORIES))
    rules = draw(st.lists(st.sampled_from(_book().dangers), max_size=2, unique=True))
    urgent = tuple(Danger(rule.steps, rule.call, rule.reason, rule.kind) for rule in rules)
    return Outlook(
        Story(text or "。", draw(st.sampled_from([None, "江西省/南昌市/进贤县", "重庆市"])), dt.date(2026, 11, 20)),
        Reading(
            (Member(1, "本人", False, Span(0, 1)),), draw(facts(text)), demand=draw(st.sampled_from(["", "想办低保"]))
        ),
        urgent=urgent,
        out_of_scope=draw(st.sampled_from([None, None, None, Handover("案件", "人民法院")])),
        handover=draw(st.sampled_from([(), (Handover("工伤认定", "务工地人力资源和社会保障局"),)])),
        measures=draw(measures()),
        kind=draw(st.sampled_from(["咨询", "求助", "投诉举报", "意见建议"])),
        policy_only=draw(st.sampled_from([False, False, True])),
    )


@given(outlooks())
def test_order_and_card_never_disagree(outlook):
    order, shown = made(outlook)
    open_ = {m.id for m in offered(outlook)}
    verdicts = {m.id: m.verdict.value for m in outlook.measures}
    if order is not None:
        assert {v["measure"]: v["verdict"] for v in order["verdicts"]} == verdicts
        assert {m for gap in order["missing"] for m in gap["measures"]} <= open_
    if shown is None:
        assert not open_ or outlook.out_of_scope is not None
        return
    assert {one["measure"] for one in shown["may_apply"]} <= open_
    printed = [one["measure"] for one in shown["may_apply"]]
    assert printed == [m.id for m in offered(outlook) if m.id in printed]
    if order is None:
        return
    gaps = {gap["text"] for gap in order["missing"] if not gap["text"].startswith("县标准未录入")}
    local = read_data("card.yaml")["figure"]
    assert {re.sub("（[^）]*）", "", text) for text in shown["still_to_check"]} <= gaps | {local}
    days = {(clock["name"], clock["days"]) for clock in order["clocks"] if clock["days"]}
    for line in shown["how_long"].split("；"):
        assert line == "本地时限未录入" or any(line.startswith(n) and f"{d}个工作日" in line for n, d in days)
    told = "".join(verdict["basis"] for verdict in order["verdicts"])
    assert all(line.partition("》")[0] in told for line in shown["basis"])


@given(outlooks())
def test_orders_and_cards_hold_to_the_contract(outlook):
    order, shown = made(outlook)
    hidden = personal_words(outlook.story.text)
    if order is not None:
        assert 4 <= len(order["title"]) <= 60
        assert not any(words in order["reply_public"] for words in hidden)
        assert "符合" not in order["reply_public"]
        assert (order["urgency"] == "特急") == bool(outlook.urgent)
        assert all(one["name"] and one["task"] and one["basis"] for one in (*order["lead"], *order["co"]))
        assert len({one["name"] for one in (*order["lead"], *order["co"])}) == len(order["lead"]) + len(order["co"])
        for clock in order["clocks"]:
            assert (clock["days"] is None) == (clock["source"] == "本地时限未录入") == (clock["working"] is None)
        assert all(line["text"] for line in order["facts"])
    if shown is not None:
        text = json.dumps(shown, ensure_ascii=False)
        assert not any(words in text for words in hidden)
        assert "符合" not in text
        assert re.search("以.+为准", shown["disclaimer"])
        assert all(4 <= len(one["plain"]) <= 80 for one in shown["may_apply"])


@pytest.mark.parametrize("part", ["work_order", "card"])
def test_they_fit_the_schema(told, part, shared):
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    files = {p.name: json.loads(p.read_text("utf-8")) for p in (shared / "contract").glob("*.schema.json")}
    registry = referencing.Registry().with_resources(
        (name, referencing.Resource.from_contents(schema)) for name, schema in files.items()
    )
    schema = {"$ref": f"triage.schema.json#/$defs/{part}"}
    validator = jsonschema.Draft202012Validator(schema, registry=registry)
    order, shown = made(told[1])
    assert not list(validator.iter_errors(order if part == "work_order" else shown))
