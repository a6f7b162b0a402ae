"""What the outline reads: as printed -> as addressed. The papers are invented."""

import pytest

DUTY = "（责任单位：县水利局）"

# name, as printed, addresses in reading order
TABLE = [
    (
        "own-line headings stand in no clause",
        """一、总体要求
以看得见的变化为准，三年内让每个村都有自来水，让每户都有稳定的活计。
二、主要任务
（一）修水渠
先修山后的渠，再修山前的渠，赶在春耕之前通水，谁受益谁看护。
（二）修桥
桥面宽度按四米设计，两边加护栏，汛期之前完工并验收，验收由县里组织。""",
        ["一/¶1", "二/(一)/¶1", "二/(二)/¶1"],
    ),
    (
        "run-in sections and items are clauses",
        """一、保障措施
(一)加强领导。各村由支部书记牵头抓落实,每月开一次会。
(二)加强督查。每季度查一次,查到的问题当场记账。
1.公开账目。账目张榜公布七天。
2.受理举报。电话常年有人接听。
(1)当天登记。当天登记当天转办。
①先记姓名。匿名的也要登记。""",
        ["一/(一)", "一/(二)", "一/(二)/1", "一/(二)/2", "一/(二)/2/(1)", "一/(二)/2/(1)/①"],
    ),
    (
        "a dash for 一, （3） between （二） and （四）, 四 twice",
        """—、总体要求
到明年底,全部村组通上硬化路,通路的标准由交通局另行公布。
二、重点任务
（一）修路
路面宽度不少于四米，路肩另算，弯道要加宽，陡坡要加护栏，由村里看护。
（二）通水
水质每季度检测一次，检测结果在村务公开栏张贴，群众可以随时查问。
（3） 建房
房屋鉴定由有资质的机构承担，费用由县财政承担，鉴定结论送达本人。
（四）看病
村卫生室每天有人值班，药品目录上墙公示，价格和县医院保持一致。
四、保障措施
资金由县财政统一安排，专款专用，年底接受审计并向群众公开账目。
四、组织实施
各乡镇每月五日前报送进度，县里汇总之后通报，连续落后的要约谈。""",
        ["一/¶1", "二/(一)/¶1", "二/(二)/¶1", "二/(三)/¶1", "二/(四)/¶1", "四/¶1", "四#2/¶1"],
    ),
    (
        "items numbered through all sections",
        """三、重点任务
(一)增加经营收入
1.发展庭院种养。每户不少于半亩。
2.发展乡村旅游。每村一条路线。
(二)增加工资收入
3.开发公益岗位。优先安排弱劳力。
4.组织外出务工。按趟次补路费。
(三)增加财产收入
5.盘活集体资产。账目每年清一次。""",
        ["三/(一)/1", "三/(一)/2", "三/(二)/3", "三/(二)/4", "三/(三)/5"],
    ),
    (
        "topic phrases name paragraphs; the others are counted",
        """五、民生
(一)救助
全县按户建立台账,由村干部逐户核对,核对结果每月上报一次,做到底数清楚。
完善低保制度。对象认定以户为单位,每年复核一次。
做到早发现：村干部每周走访一遍。
坚持群众主体,激发动力坚持以人为本的做法,把群众愿意不愿意作为第一标准来办事情,问计于民。
一句话没有下文。""",
        ["五/(一)/¶1", "五/(一)/完善低保制度", "五/(一)/做到早发现", "五/(一)/¶2", "五/(一)/¶3"],
    ),
    (
        "topics inside a numbered item hang below it; actions do not",
        """三、任务
(一)巩固
1.守住底线。落实部门责任。健全排查机制。每月排查一次,逐户登记。提升看病保障水平。参保率保持稳定。开展水质检测试验。支持村卫生室挂牌。"""
        + DUTY,
        ["三/(一)/1", "三/(一)/1/健全排查机制", "三/(一)/1/提升看病保障水平"],
    ),
    (
        "one sentence of aim alone is an action",
        "三、任务\n(一)巩固\n1.守住底线。落实部门责任。健全排查机制。每月排查一次,逐户登记。",
        ["三/(一)/1"],
    ),
    (
        "一是 二是 below their paragraph",
        """五、民生
(一)救助
健全监测制度。重点看三件事。一是看收入,二是看支出;三是看住房。""",
        ["五/(一)/健全监测制度", "五/(一)/健全监测制度/一是", "五/(一)/健全监测制度/二是", "五/(一)/健全监测制度/三是"],
    ),
    (
        "points as paragraphs of their own",
        """五、民生
(一)救助
监测的重点有以下几个方面，各村要逐条对照，不得遗漏，也不得层层加码：
一是看收入，近三个月有没有明显下降。
二是看支出，有没有大额的医疗费用。""",
        ["五/(一)/¶1", "五/(一)/¶1/一是", "五/(一)/¶1/二是"],
    ),
    (
        "cross-references and enumerations are no headings",
        """一、任务
(一)产业
一、二、三产业要一起往前走,哪一头都不能丢,各乡镇按照自己的长处来选,不搞一刀切。
按照第三条的办法验收,材料见附件2,验收之后三个月内拨付尾款,逾期不再受理申请。
2022年,全县要完成一百个村的改造,完成一个验收一个,验收不合格的限期整改到位。
3.5万户群众要用上自来水,水价由听证会确定,低保户的水费由县财政补贴一半左右。""",
        ["一/(一)/¶1", "一/(一)/¶2", "一/(一)/¶3", "一/(一)/¶4"],
    ),
    (
        "a number out of sequence opens no heading",
        """一、任务
(一)产业
1.选种子。由农技站统一选种。
18、这一年开始试种,到第二年才推开。
2.管水肥。每亩用量不超标。""",
        ["一/(一)/1", "一/(一)/1/¶1", "一/(一)/2"],
    ),
    (
        "preface of one paragraph, of two",
        "青禾县养老服务实施方案\n为了让老人有人管、有饭吃、有病能看,结合我县实际,制定本方案。\n一、目标\n每个乡镇建成一所。",
        ["前言", "一/¶1"],
    ),
    (
        "preface of two paragraphs",
        "青禾县养老服务规划\n老人有人管、有饭吃、有病能看，是全县的大事。\n本规划期为2021—2025年。\n一、目标\n每个乡镇建成一所。",
        ["前言/¶1", "前言/¶2", "一/¶1"],
    ),
    (
        "chapters and sections of a plan stay in the address",
        """第一章 基础
第一节 现状
一、成绩
五年来全县新建水厂八座，供水人口增加三万，水质合格率年年提高。
第二节 问题
管网老化，漏损偏高，部分山区村组枯水期仍要靠送水车，群众意见较大。""",
        ["第一章/第一节/一/¶1", "第一章/第二节/¶1"],
    ),
    (
        "a leaf heading is an entry of a list",
        "一、材料\n1.身份证\n2.户口本\n3.银行卡\n二、地点\n便民服务中心一楼大厅，工作日全天受理，周末预约受理，节假日除外。",
        ["一/1", "一/2", "一/3", "二/¶1"],
    ),
    (
        "signature and date",
        "一、任务\n各村年底前完成。\n青禾县水利局\n2024年3月5日",
        ["一/¶1", "落款"],
    ),
    (
        "signature on one line, imprint behind it",
        "一、任务\n各村年底前完成。\n青禾县水利局 2024年3月5日\n（此件公开发布）\n抄送：县委办公室，县政府办公室。",
        ["一/¶1", "落款"],
    ),
    (
        "annexes, and the list of annexes before the signature",
        """一、任务
各村年底前完成。
附件：1.验收表
2.进度表
青禾县水利局
2024年3月5日
附件1
验收表
一、验收内容
看水量，看水质，看管护，三样都合格才算合格，缺一样都要重新整改。
附件2
进度表
各村每月二十五日前报送，逾期不报的通报批评，连续两次的约谈村主任。""",
        ["一/¶1", "一/¶2", "落款", "附件1/一/¶1", "附件2/¶1"],
    ),
    (
        "covering letter before the document proper",
        """青禾县水利局关于印发《青禾县供水方案》的通知
青水字〔2024〕5号
各乡镇人民政府：
现将《青禾县供水方案》印发给你们，请认真贯彻执行。
附件：青禾县供水
方案
青禾县水利局
2024年3月5日
附件
青禾县供水方案
为了让群众喝上放心水，制定本方案。
一、任务
年底前完成。""",
        ["函/¶1", "函/¶2", "函/¶3", "函/落款", "前言", "一/¶1"],
    ),
    (
        "list of names behind the end",
        """一、任务
各村年底前完成，完成一个验收一个。
《青禾县供水
规划》编写组名单
组长：赵一
成员：钱二""",
        ["一/¶1", "编写组名单/¶1", "编写组名单/¶2"],
    ),
    (
        "boxes end at the next numbered heading",
        """五、民生
(一)就业
稳住岗位。优先安排弱劳力上岗。
专栏2:就业工程
零工市场建设。每个片区建一处。
技能培训工程。每年培训两百人。
(二)社保
应保尽保。逐户核对。""",
        ["五/(一)/稳住岗位", "专栏2/零工市场建设", "专栏2/技能培训工程", "五/(二)/应保尽保"],
    ),
    (
        "no number at all",
        "关于做好春季护林工作的通知\n各村：\n三月起进入防火期，请每天巡山两次，发现火情先报警再上报乡里。\n青禾县林业局\n2024年3月5日",
        ["¶1", "¶2", "落款"],
    ),
    (
        "a table of contents is no body",
        "青禾县供水规划\n目录\n一、现状 1\n二、任务 3\n一、现状\n水厂八座，管网老化。\n二、任务\n三年内全部更新。",
        ["一/¶1", "二/¶1"],
    ),
    (
        "a topic phrase on a line of its own",
        "一、任务\n(一)产业\n做强茶叶产业\n全县茶园稳定在三万亩，统一品牌，统一标准，三年内亩均收入翻一番。",
        ["一/(一)/做强茶叶产业"],
    ),
]


@pytest.mark.parametrize(("name", "printed", "addresses"), TABLE, ids=[row[0] for row in TABLE])
def test_as_printed_as_addressed(addressed, name, printed, addresses):
    assert list(addressed(printed)) == addresses


def test_headings_outermost_first(addressed):
    clauses = addressed(TABLE[2][1])
    assert clauses["二/(三)/¶1"].heading == ("二、重点任务", "（3） 建房")
    assert clauses["四#2/¶1"].heading == ("四、组织实施",)


def test_section_address_is_alias_of_its_only_paragraph(addressed):
    clauses = addressed(TABLE[0][1])
    assert clauses["二/(一)/¶1"].aliases == ("二/(一)",)
    assert addressed(TABLE[4][1])["五/(一)/¶1"].aliases == ()


def test_text_keeps_number_phrase_and_duty_line(addressed):
    clauses = addressed(TABLE[5][1])
    assert clauses["三/(一)/1"].text == "1.守住底线。落实部门责任。"
    assert clauses["三/(一)/1/健全排查机制"].text == "健全排查机制。每月排查一次,逐户登记。"
    assert clauses["三/(一)/1/提升看病保障水平"].text.endswith(DUTY)


def test_own_text_ends_where_points_begin(addressed):
    clauses = addressed(TABLE[7][1])
    assert clauses["五/(一)/健全监测制度"].text == "健全监测制度。重点看三件事。"
    assert clauses["五/(一)/健全监测制度/二是"].text == "二是看支出;"


def test_list_of_annexes_is_one_clause(addressed):
    clauses = addressed(next(row[1] for row in TABLE if row[0].startswith("annexes")))
    assert clauses["一/¶2"].text == "附件：1.验收表\n2.进度表"
    assert clauses["附件1/一/¶1"].heading == ("附件1 验收表", "一、验收内容")


def test_parallel_topics_of_one_paragraph(addressed):
    text = "一、措施\n(一)政策\n强化用地支持。指标优先给村里。强化用水支持。水价打八折。" + DUTY
    clauses = addressed(text)
    assert list(clauses) == ["一/(一)/强化用地支持", "一/(一)/强化用水支持"]
    assert [d.rider for d in clauses["一/(一)/强化用地支持"].duties] == ["一/(一)/强化用水支持"]


def test_letter_title_and_number_stand_in_no_clause(write):
    reading = write(next(row[1] for row in TABLE if row[0].startswith("covering")))
    assert "青水字〔2024〕5号" in reading.front
    assert reading.document.title == "青禾县供水方案"
    assert reading.clauses[2].text == "附件：青禾县供水方案"
