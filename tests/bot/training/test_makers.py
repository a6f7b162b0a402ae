"""What the makers must not ask or give away: doors, stories, lists and groups of offices."""

from __future__ import annotations

import re

import pytest

from bot.assembly import Services
from bot.training.choosing import Elsewhere
from bot.training.items import LETTERS, QuizItem
from bot.training.makers.actors import actor_items
from bot.training.makers.conditions import condition_items
from bot.training.makers.lists import list_items, points_of
from bot.training.pool import make_pool
from bot.training.sources import sources
from bot.training.words import actors_in, forms_of
from corpus.library import Library
from tests.bot.training.conftest import DAY, PLACE


@pytest.fixture(scope="module")
def pool(shipped: Services) -> dict[str, QuizItem]:
    return make_pool(shipped.library, shipped.triager, None, DAY)


def _right(item: QuizItem) -> str:
    return item.options[LETTERS.index(item.key[0])]


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def test_no_door_answer_is_told_by_its_words_alone(pool) -> None:
    said = [item for item in pool.values() if item.form == "door-said"]
    assert len(said) > 50
    for item in said:
        words = _pairs(item.stem.partition("“")[2].partition("”")[0])
        if words & _pairs(_right(item)):
            assert [one for one in item.options if one != _right(item) and words & _pairs(one)], item.stem


def test_what_a_household_says_is_whole_and_reasons_are_too(pool) -> None:
    for item in pool.values():
        assert not re.search("说起“(?:[^”]*了低保|找到活低保|二次报|超了?一点|先看病后给|能繁母猪)”", item.stem)
        assert not [why for why in item.wrong if why and re.search("…。|其他方面的事", why)], item.stem


def test_a_story_asks_who_leads_only_where_its_line_prints_the_lead(pool) -> None:
    for item in pool.values():
        if item.form == "story":
            assert ("牵头" in item.stem) == ("牵头" in item.citation.quote), item.stem


def test_a_house_is_told_by_what_it_is_not_by_what_it_may_do(pool) -> None:
    houses = [item for item in pool.values() if item.form == "door-household"]
    assert houses
    assert not [item.stem for item in houses if re.search("可以|应当", "".join(item.options))]


def test_a_list_is_counted_as_it_is_printed(library: Library, put) -> None:
    points = "（一）晚报灾情；\n（二）扣下款物；\n（三）不还不赔；\n（四）其他乱作为的。"
    act = {"第一条": f"第一条 经办人员有这些行为的要给处分：\n{points}"}
    put(library, "灾后救助办法", act, issued_on="2025-05-01", effective_from="2025-06-01", region="全国", kind="办法")
    source = next(iter(sources(library, PLACE, DAY)))
    found = points_of(source)
    assert found is not None
    item = next(item for item in list_items(found, [found], Elsewhere([source])) if item.form == "list-free")
    assert "兜底的一项以外，还列了哪3项" in item.stem
    assert len(item.key) == 3


def test_all_groups_left_out_are_named(pool) -> None:
    for item in pool.values():
        if item.form == "offices-free":
            assert all((group in item.citation.quote) == (group in item.stem) for group in ("乡镇", "开发区")), (
                item.stem
            )


def test_a_year_that_is_named_is_no_limit(library: Library, put) -> None:
    act = {
        "第一条": "第一条 县级民政部门应当参照上一年度全县人均收入，会同县级财政部门定出补贴的数额。",
        "第二条": "第二条 学校发现学生没有到校的，应当在3日内上门看望，并报告县级教育部门。",
    }
    put(library, "补贴办法", act, issued_on="2025-05-01", effective_from="2025-06-01", region="全国", kind="办法")
    made = list(sources(library, PLACE, DAY))
    free = [item for one in made for item in actor_items(one, Elsewhere(made)) if item.form == "actor-free"]
    assert free
    assert not [item.stem for item in free if "度" in item.stem]


def test_no_sentence_on_when_a_paper_came_into_force_is_asked(library: Library, put) -> None:
    act = {"第一条": "第一条 本条所指的培训、考试，应当在本条例施行后6个月内由县级卫生健康部门办完。"}
    put(library, "乡村医生条例", act, issued_on="2025-05-01", effective_from="2025-06-01", region="全国", kind="条例")
    assert not next(iter(sources(library, PLACE, DAY))).spans


def test_no_stem_ends_in_two_marks(library: Library, put) -> None:
    duties = (
        f"{what}的，县级民政部门应当书面告知申请人并说明理由;"
        for what in ("批准给予补贴", "停发补贴", "变更补贴", "不给补贴")
    )
    act = {f"第{n}条": f"第{n}条 乡镇上报以后决定{duty}" for n, duty in zip("一二三四", duties, strict=True)}
    put(library, "补贴办法", act, issued_on="2025-05-01", effective_from="2025-06-01", region="全国", kind="办法")
    stems = [item.stem for one in sources(library, PLACE, DAY) for item in condition_items(one)]
    assert any("对不对" in stem for stem in stems)
    assert not [stem for stem in stems if re.search("[；;][。？]", stem)]


def test_a_guardian_of_the_old_is_no_parent() -> None:
    """监护人 stands for itself; only a clause that prints 父母或者其他监护人 means parents."""
    plain, parents = (next(iter(actors_in(f"由{who}承担照护责任。"))) for who in ("监护人", "父母或者其他监护人"))
    assert not any("父母" in form for form in forms_of(plain))
    assert forms_of(parents)[0] == "父母或者其他监护人"
    assert "监护人" in forms_of(parents)
