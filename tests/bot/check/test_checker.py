"""What the check lets through and what it does not, on an invented county's clauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.check import Checker
from corpus.model import Clause, Document, Duty, Role, Span, Status, Unit
from retrieval.model import Evidence

DOCUMENT = Document(
    "青禾县托底办法@2026-03-18",
    "青禾县托底办法",
    "办法.txt",
    "办法",
    doc_number="青政规〔2026〕7号",
    region="云岭省/安澜市/青禾县",
    issued_on="2026-03-18",
)


def unit(text, row=None, duties=(), heading=()):
    clause = Clause("第二条", text, heading, row=row, duties=duties)
    return Evidence(
        Unit(1, DOCUMENT.document_id, "第二条", heading, text, None, row, ((clause, Span(0, len(text))),)),
        DOCUMENT,
        Status.IN_FORCE,
        1.0,
    )


CLAUSE = unit(
    "第二条 逾期不申报的，由乡镇人民政府责令限期补报，可以处五百元以下罚款。"
    "符合条件的监测户每年发放帮扶金2000元；低保户每年发放1200元。"
    "县民政局应当自收到申请之日起十五个工作日内审批，并书面告知。力争2027年覆盖率达到95%以上。鼓励企业捐款。不得收取手续费。"
)


def kinds(sentence, evidence=CLAUSE, question=""):
    return {fault.kind for fault in Checker(question).judge(sentence, [evidence]).faults}


@pytest.mark.parametrize(
    "sentence",
    [
        "符合条件的监测户，每年发帮扶金2000元。",
        "低保户每年发放1200元。",
        "县民政局应当自收到申请之日起15个工作日内审批。",
        "逾期不申报的，乡镇政府责令限期补报，可以处五百元以下罚款。",
        "青禾县力争2027年覆盖率达到95%以上。",
        "鼓励企业捐款，不得收取手续费。",
        "民政局审批后要书面告知。",
    ],
)
def test_what_the_clause_says_is_kept(sentence):
    assert str(Checker().judge(sentence, [CLAUSE])) == ""


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("符合条件的监测户，每年发帮扶金3000元。", "figure"),
        ("符合条件的监测户，每年发帮扶金2000万元。", "figure"),
        ("符合条件的监测户，每月发帮扶金2000元。", "every"),
        ("符合条件的监测户，发帮扶金2000元。", "every_lost"),
        ("低保户每年发放2000元。", "figure_of_other"),
        ("符合条件的监测户，每年发帮扶金2000元以上。", "figure"),
        ("县民政局应当自收到申请之日起15日内审批。", "figure"),
        ("县民政局应当自受伤之日起15个工作日内审批。", "word"),
        ("力争2028年覆盖率达到95%以上。", "figure"),
        ("2027年覆盖率已经达到95%以上。", "modality"),
        ("企业必须捐款。", "modality"),
        ("县民政局可以书面告知。", "modality"),
        ("可以收取手续费。", "denial_lost"),
        ("鼓励企业不捐款。", "negation"),
        ("监测户每年发放帮扶金2000元。", "condition"),
        ("乡镇人民政府责令限期补报，可以处五百元以下罚款。", "condition"),
        ("所有监测户每年发放帮扶金2000元。", "wide"),
        ("县医保局应当自收到申请之日起十五个工作日内审批。", "office"),
        ("乡镇人民政府应当自收到申请之日起十五个工作日内审批。", "actor"),
        ("南昌市的低保户每年发放1200元。", "place"),
        ("《高龄津贴办法》写明，低保户每年发放1200元。", "document"),
        ("第九条写明，低保户每年发放1200元。", "document"),
        ("低保户每年发放1200元，由张伟办理。", "word"),
        ("低保户每年发放1200元，电话13812345678。", "personal"),
        ("低保户每年发放1200元，见 https://x.example 。", "links"),
        ("低保户每年发放1200元，建议您找熟人。", "advice"),
        ("低保户每年发放1200元[C3]。", "tokens"),
        ("作为AI，我认为低保户每年发放1200元。", "machine"),
        ("残疾人每年发放1200元。", "word"),
    ],
)
def test_what_it_does_not_say_is_not(sentence, kind):
    assert kind in kinds(sentence)


def test_the_question_may_name_the_condition():
    assert "condition" in kinds("每年发放帮扶金2000元。")
    assert not kinds("监测户每年发放帮扶金2000元。", question="符合条件的监测户一年发多少？")


def test_offices_by_role():
    duties = (Duty("县民政局", Role.LEAD, "民政"), Duty("县财政局", Role.COOPERATING, "财政"))
    clause = unit("第二条 发放帮扶金。（牵头单位：县民政局；配合单位：县财政局）", duties=duties)
    assert not kinds("发放帮扶金由县民政局牵头。", clause)
    assert "role" in kinds("发放帮扶金由县财政局牵头。", clause)


def test_a_row_is_read_head_by_head():
    row = {"指标": "入户探访率", "2025年": "80", "2030年": "95", "单位": "%"}
    clause = unit("入户探访率 80 95 %", row=row)
    assert not kinds("入户探访率2025年是80%。", clause)
    assert kinds("入户探访率2025年是95%。", clause)
    assert kinds("入户探访率2030年是99%。", clause)


def test_a_parallel_list_is_drawn_apart():
    clause = unit("第二条 补助分三档：重度、中度、轻度，各为500元、300元、100元。")
    assert not kinds("中度的补助是300元。", clause)
    assert kinds("轻度的补助是300元。", clause)


def test_without_a_citation_only_a_link_may_stand():
    assert Checker().judge("具体如下。", []).good
    assert not Checker().judge("低保户每年发放1200元。", []).good


def test_the_prompt_is_not_echoed():
    prompt = "只用下面给出的条文，条文里没有的不要写。"
    assert not Checker(prompt=prompt).judge("只用下面给出的条文。", [CLAUSE]).good


@given(st.text(max_size=120))
def test_anything_at_all_is_judged_without_an_error(text):
    Checker(text).judge(text, [CLAUSE])


@given(st.integers(1, 99999))
def test_no_figure_passes_that_is_not_there(number):
    good = Checker().judge(f"低保户每年发放{number}元。", [CLAUSE]).good
    assert good == (number == 1200)


def test_the_clause_itself_is_always_borne_out():
    for sentence in CLAUSE.unit.text.removeprefix("第二条 ").split("。"):
        if sentence:
            assert str(Checker().judge(sentence, [CLAUSE])) == "", sentence
