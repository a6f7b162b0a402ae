"""What a document says of itself. Places, offices and papers are invented, the names of real places aside."""

import pytest

from corpus.model import Status
from ingest.metadata import split_offices

BODY = "一、任务\n年底前完成管网改造，完成一段验收一段，合格的当月通水。"


def document(write, text, **kind):
    return write(text, **kind).document


@pytest.mark.parametrize(
    ("title", "kind", "nature"),
    [
        ("南昌市供水规划", "规划", None),
        ("南昌市供水规划（试行）", "规划", None),
        ("南昌市供水工作实施方案（征求意见稿）", "方案", Status.DRAFT),
        ("《南昌市供水规划》政策解读", "解读", Status.INTERPRETATION),
        ("供水工作方案范本", "范本", Status.TEMPLATE),
        ("南昌市供水条例（已废止）", "条例", Status.REPEALED),
        ("南昌市关于做好供水工作的通知", "通知", None),
    ],
)
def test_kind_and_nature(write, title, kind, nature):
    found = document(write, f"{title}\n{BODY}")
    assert (found.title, found.kind, found.nature) == (title, kind, nature)


def test_title_over_two_lines_and_missing(write):
    assert document(write, f"南昌市供水管网\n改造规划\n{BODY}").title == "南昌市供水管网改造规划"
    reading = write(f"为了供水，制定本方案。\n{BODY}", name="进贤县供水方案.txt")
    assert reading.document.title == "进贤县供水方案"
    assert reading.evidence["title"].startswith("文件名")
    assert reading.document.kind == "方案"


def test_a_title_taken_from_the_file_name_stands_on_one_line(write):
    assert document(write, "村里的水渠由各组养护。", name="关于水渠\n的办法\r\n2.txt").title == "关于水渠 的办法 2"


def test_signature_number_and_evidence(write):
    reading = write(f"进贤县供水方案\n进水字〔2024〕5号\n{BODY}\n进贤县水利局  进贤县财政局\n二〇二四年三月五日")
    found = reading.document
    assert found.issuers == ("进贤县水利局", "进贤县财政局")
    assert found.doc_number == "进水字〔2024〕5号"
    assert found.issued_on == "2024-03-05"
    assert reading.evidence["issued_on"] == "二〇二四年三月五日"
    assert found.document_id == "进贤县供水方案·进贤县水利局@2024-03-05"


def test_the_number_of_another_paper_is_not_its_own(write):
    text = f"重庆市供水规划政策解读\n2022年1月,市政府印发了规划(渝府办发〔2021〕149号)。\n{BODY}"
    assert document(write, text).doc_number is None
    assert document(write, text).issued_on is None


def test_offices_run_together():
    assert split_offices("进贤县水利局进贤县财政局") == ["进贤县水利局", "进贤县财政局"]
    assert split_offices("中共进贤县委农村工作领导小组") == ["中共进贤县委农村工作领导小组"]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        (f"进贤县供水规划\n(2021-2025年)\n{BODY}", ("2021", "2025")),
        (f"进贤县供水规划\n本规划期为2021—2025年。\n{BODY}", ("2021", "2025")),
        (f"进贤县“十四五”供水规划\n{BODY}", (None, "2025")),
        (f"进贤县三年行动方案\n落实省里的实施意见(2023-2025年)，制定本方案。\n{BODY}", (None, "2025")),
        (f"进贤县供水方案\n{BODY}\n二、附则\n本方案自2026年5月1日起施行，有效期五年。", ("2026-05-01", "2031-04-30")),
        (
            f"进贤县供水方案\n{BODY}\n本方案自印发之日起施行，有效期至2027年12月31日。\n进贤县水利局\n2024年3月5日",
            ("2024-03-05", "2027-12-31"),
        ),
        (f"进贤县供水方案\n{BODY}", (None, None)),
    ],
)
def test_term(write, text, term):
    found = document(write, text)
    assert (found.effective_from, found.effective_to) == term


@pytest.mark.parametrize(
    ("text", "name", "region", "own"),
    [
        (f"进贤县供水方案\n{BODY}", "x.txt", "江西省/南昌市/进贤县", "进贤县"),
        (f"重庆市供水规划\n{BODY}", "x.txt", "重庆市", "重庆市"),
        (
            f"落实吉林省的意见，制定本方案。\n{BODY}\n中共临江市委农村工作领导小组\n2023年8月3日",
            "方案.txt",
            "吉林省/白山市/临江市",
            "临江市",
        ),
        (f"供水工作方案范本\n结合我县实际，建设美丽新县，制定本方案。\n{BODY}", "x.txt", None, "我县"),
        ("国务院关于节水的决定\n第一条 节约用水。\n第二条 按表收费。", "x.md", "全国", None),
        ("节水条例\n第一条 节约用水。\n第二条 按表收费。", "x.md", "全国", None),
        ("城市供水条例\n第一条 节约用水。\n第二条 按表收费。", "x.md", "全国", None),
        ("河南省实施《中华人民共和国水法》办法\n第一条 节约用水。\n第二条 按表收费。", "x.md", "河南省", "河南省"),
        (f"青禾县供水办法\n{BODY}\n青禾县人民政府\n2026年3月18日", "x.txt", "青禾县", "青禾县"),
        (
            f"青禾县供水办法\n{BODY}\n安澜市青禾县水利局承办，云岭省安澜市青禾县人民政府负责。\n青禾县人民政府\n2026年3月18日",
            "x.txt",
            "云岭省/安澜市/青禾县",
            "青禾县",
        ),
    ],
)
def test_place(write, text, name, region, own):
    found = document(write, text, name=name)
    assert (found.region, found.self_place) == (region, own)


@pytest.mark.parametrize(
    ("noted", "stem", "issued"),
    [
        ("2021年7月8日 青禾省人民代表大会常务委员会修正", "节水条例(2021-07-20)", "2021-07-08"),
        ("2014年7月8日 青禾省人民代表大会常务委员会通过", "节水条例(2021-07-20)", "2021-07-20"),
        ("2021年8月2日 国家水务总局令第46号公布\n2022年1月1日 施行", "节水条例(2021-08-02)", "2021-08-02"),
        ("2012年1月2日 通过，2018年3月4日 第二次修正", "节水条例", "2018-03-04"),
    ],
)
def test_the_version_is_dated_by_text_then_file_name(write, noted, stem, issued):
    text = f"# 节水条例\n{noted}\n<!-- INFO END -->\n第一条 节约用水。\n第二条 按表收费。"
    assert document(write, text, name=f"{stem}.md").issued_on == issued


def test_web_date_counts_only_where_there_is_no_other(write):
    head = "发布时间:2022-06-08 来源: 某网"
    assert document(write, f"供水方案范本\n{head}\n{BODY}").issued_on == "2022-06-08"
    assert document(write, f"进贤县供水方案\n{head}\n{BODY}").issued_on is None
