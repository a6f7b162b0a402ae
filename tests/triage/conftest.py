"""Outlooks for the tests of orders, cards and papers: invented stories of an invented county."""

import datetime as dt

import pytest

from corpus.citation import Citation
from corpus.model import Clause, Document, Duty, Edition, Notice, Role, Span, Status
from triage.model import (
    Category,
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
    Question,
    Reading,
    Story,
    Verdict,
)

DAY = dt.date(2026, 11, 20)
PLACE = "江西省/南昌市/进贤县"


def cited(address, text, duties=(), title="青禾县帮扶办法", number="青政办规〔2026〕7号"):
    clause = Clause(address, text, duties=tuple(duties))
    document = Document(
        f"{title}@2026-03-18",
        title,
        f"{title}.txt",
        "办法",
        doc_number=number,
        region=PLACE,
        issued_on="2026-03-18",
        edition=Edition.ORIGINAL,
    )
    return Citation(document, clause, Span(0, len(text)), Status.IN_FORCE, text)


def said(story, path, words, value, **more):
    start = story.index(words)
    return Fact(path, value, (Span(start, start + len(words)),), **more)


def sick_household():
    text = (
        "我叫周满仓，进贤县柳河镇东塘村三组的，电话13900005512。家里四口人，以前是脱贫户。老伴得了尿毒症，"
        "今年报完自己还掏了三万二，从昨晚起她喘不上气，还没敢叫车。儿子工资还欠着一万五没给。去年全家收入大概两万。"
        "听说把我家报成监测户了。低保我家没有，分家的弟弟有二级残疾证。看看能享受点啥政策？"
    )
    story = Story(text, PLACE, DAY)
    members = (
        Member(1, "本人", False, Span(0, 1)),
        Member(2, "老伴", False, Span(text.index("老伴"), text.index("老伴") + 2)),
        Member(3, "儿子", False, Span(text.index("儿子"), text.index("儿子") + 2)),
        Member(4, "弟弟", True, Span(text.index("弟弟"), text.index("弟弟") + 2)),
    )
    facts = (
        said(text, "h.size_living_together", "家里四口人", 4.0, unit="人"),
        said(text, "h.category", "以前是脱贫户", "脱贫户"),
        said(text, "m[2].health.severe_illness", "老伴得了尿毒症", "尿毒症", holder="member:2"),
        said(text, "h.spend.medical_oop_all", "自己还掏了三万二", 32000.0, unit="元", period="year"),
        said(text, "h.urgency.danger_to_life", "从昨晚起她喘不上气", True),
        said(text, "m[3].job.wage_owed", "工资还欠着一万五没给", 15000.0, unit="元", period="once", holder="member:3"),
        said(
            text,
            "h.income.net_pc_year",
            "去年全家收入大概两万",
            Interval(4500.0, 5500.0),
            unit="元",
            period="year",
            certainty=Certainty.DERIVED,
        ),
        said(text, "h.monitor_state", "听说把我家报成监测户了", "纳入", certainty=Certainty.HEARSAY),
        said(text, "h.aid.低保", "低保我家没有", True, denied=True),
        said(text, "m[4].disability.grade", "弟弟有二级残疾证", 2.0, unit="级", holder="other"),
    )
    fourth = cited(
        "第四条", "乡镇收到线索后十二个工作日内完成入户核实和评议。", [Duty("各乡镇人民政府", Role.RESPONSIBLE)]
    )
    fifth = cited(
        "第五条",
        "自付医疗费超过八千元的部分给予补助。",
        [Duty("县医疗保障局", Role.LEAD), Duty("县乡村振兴局", Role.RESPONSIBLE)],
    )
    measures = (
        Measure(
            "MON-01",
            "纳入监测:脱贫不稳定户",
            "防返贫监测",
            Verdict.LIKELY,
            "脱贫户，家里有重病人。可能适用，以进贤县农业农村局认定为准。",
            benefit="按难处安排帮扶",
            plain="可以申请监测户，村里先上门看，镇里评议。",
            citations=(fourth,),
            lead=(Office("进贤县农业农村局", Role.LEAD, "进贤县农业农村局", None),),
            co=(Office("各乡镇人民政府", Role.RESPONSIBLE, "各乡镇人民政府", 1),),
            recognised_by="乡镇评议，县农业农村局认定",
            first_contact="村委会",
            papers=("户口簿", "收支情况说明"),
            clocks=(Clock("监测核实", "乡镇收到线索", 12, True, "《青禾县帮扶办法》第四条"),),
            weight=3,
        ),
        Measure(
            "MED-04",
            "医疗救助",
            "医疗保障",
            Verdict.NEED_INFO,
            "今年自己掏了三万二。若政策范围内自付够数，则可能适用。",
            missing=(Missing("h.spend.medical_oop_compliant", "政策范围内自付多少", "部门比对"),),
            benefit="超过部分补三成",
            plain="看病自己掏的钱，一年超过八千元的部分可能再补。",
            citations=(fifth,),
            lead=(Office("县医疗保障局", Role.LEAD, "县医疗保障局", 1),),
            co=(Office("县乡村振兴局", Role.RESPONSIBLE, "县农业农村局", 1),),
            recognised_by="县医疗保障局",
            paid_by="县医疗保障局",
            first_contact="乡镇便民服务中心",
            papers=("户口簿", "住院和门诊票据"),
            clocks=(Clock("救助办理", "受理申请", None, None, "本地时限未录入"),),
            warnings=(Notice("office_renamed", "县乡村振兴局的职责现由县农业农村局承担。"),),
            weight=3,
        ),
        Measure(
            "DIS-02",
            "重度残疾人护理补贴",
            "残疾人",
            Verdict.NOT_NOW,
            "说的是弟弟，不是本户的人；可由本人或其家人另行咨询。",
            lead=(Office("进贤县民政局", Role.LEAD, "进贤县民政局", None),),
            warnings=(Notice("unverified", "没有查到可引的条文。"),),
        ),
    )
    return Outlook(
        story,
        Reading(members, facts, demand="想知道能享受什么政策"),
        urgent=(Danger("马上打120，讲清喘不上气。", ("120",), "有生命危险的症状，尚未送医", "medical"),),
        handover=(Handover("在外务工受伤的工伤认定和赔偿", "务工地人力资源和社会保障局"),),
        categories=(
            Category("脱贫户", "yes", "来话说以前是脱贫户"),
            Category("脱贫不稳定户", "likely", "收入低，家里有重病人"),
            Category("低保户", "no", "来话说没有低保"),
        ),
        measures=measures,
        untouched=79,
        questions=(Question("h.spend.medical_oop_compliant", "结算单上“政策范围内自付”一共多少？", ("MED-04",)),),
    )


def flooded_household():
    text = "我是三里乡的，昨天大水把房子冲倒了，今晚没地方住，家里有老人孩子。"
    story = Story(text, PLACE, DAY, "visit")
    facts = (
        said(text, "h.house.signs.倒塌", "房子冲倒了", True),
        said(text, "h.disaster.type", "大水", "洪涝"),
        said(text, "h.urgency.no_shelter", "今晚没地方住", True),
    )
    twentieth = cited("第二十条", "受灾人员由应急管理部门救助。", title="国家救灾条例", number=None)
    measures = (
        Measure(
            "HOU-03",
            "因灾倒损住房恢复重建补助",
            "住房",
            Verdict.LIKELY,
            "房子因灾倒塌。可能适用，以进贤县应急管理局认定为准。",
            plain="房子被灾害弄倒的，可以申请重建补助。",
            citations=(twentieth,),
            lead=(Office("进贤县应急管理局", Role.LEAD, "进贤县应急管理局", None),),
            first_contact="村委会",
            papers=("户口簿", "受损照片"),
            weight=4,
        ),
        Measure(
            "EMG-01",
            "受灾人员生活救助",
            "灾害",
            Verdict.LIKELY,
            "今晚没有住处。可能适用，以进贤县应急管理局认定为准。",
            plain="受了灾没吃没住的，村里先报，应急部门来救助。",
            citations=(twentieth,),
            lead=(Office("进贤县应急管理局", Role.LEAD, "进贤县应急管理局", None),),
            first_contact="村委会",
            papers=("户口簿",),
            weight=5,
        ),
        Measure(
            "SUB-08",
            "急难型临时救助",
            "社会救助",
            Verdict.NEED_INFO,
            "遇到急难。若别处没有救助，则可能适用，以进贤县民政局认定为准。",
            missing=(
                Missing("h.aid.临时救助", "这次的事申请过临时救助吗", "部门比对"),
                Missing(None, "县标准未录入：临时救助标准"),
            ),
            plain="遇到急事难事过不去的，可以申请临时救助。",
            citations=(twentieth,),
            lead=(Office("进贤县民政局", Role.LEAD, "进贤县民政局", None),),
            first_contact="乡镇便民服务中心",
            papers=("户口簿",),
            weight=5,
        ),
    )
    return Outlook(
        story,
        Reading((), facts),
        urgent=(Danger("今晚先安排住处。", (), "今晚没有安全的住处", "no_shelter"),),
        measures=measures,
        untouched=79,
    )


def complaint():
    text = "我递了三回低保申请，村里就是不给报，名单也从不公示。"
    measure = Measure(
        "SUB-01",
        "最低生活保障(整户)",
        "社会救助",
        Verdict.NEED_INFO,
        "来电人点名问到。还要核实：人均月收入。",
        missing=(Missing("h.income.net_pc_month", "全家一个月大概收入多少"),),
        plain="家里人均收入低于当地低保标准的，可以申请低保。",
        lead=(Office("当地民政局", Role.LEAD, "当地民政局", None),),
        co=(Office("乡镇人民政府", Role.COOPERATING, "乡镇人民政府", None),),
        first_contact="乡镇（街道）便民服务中心民政（社会事务）窗口",
        papers=("身份证和户口簿",),
        warnings=(Notice("unverified", "没有查到可引的条文。"),),
        weight=3,
    )
    return Outlook(Story(text, None, DAY), Reading((), ()), measures=(measure,), untouched=81, kind="投诉举报")


OUTLOOKS = {"sick_household": sick_household, "flooded_household": flooded_household, "complaint": complaint}


@pytest.fixture(params=sorted(OUTLOOKS))
def told(request):
    """A story's name and its outlook, one after the other."""
    return request.param, OUTLOOKS[request.param]()


@pytest.fixture
def sick():
    """The household with the sick wife."""
    return sick_household()


@pytest.fixture
def flooded():
    """The household whose house fell in a flood."""
    return flooded_household()


@pytest.fixture
def complaining():
    """The caller who complains of the village."""
    return complaint()
