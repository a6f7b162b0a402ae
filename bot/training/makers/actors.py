"""Who does what, from running text (谁来做): the actor of a sentence left blank, altered, or to be filled in."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from bot.training.choosing import Elsewhere, Option, draw
from bot.training.items import QuizItem
from bot.training.making import Asked
from bot.training.sources import Source
from bot.training.words import Actor, actors_in, forms_of, load, others_than
from corpus.figures import find_figures
from corpus.model import Span

BLANK = "____"
_REST_MIN = 8
_SENTENCES = 3
_OTHERS = 5  # departments are told from the nearest ones
_TOLD_MIN = 20


def actor_items(source: Source, elsewhere: Elsewhere) -> Iterator[QuizItem]:
    """The items on the actors of a clause: at most three sentences, each asked in three forms."""
    asked = 0
    for number, span in enumerate(source.spans):
        for actor in _clear_actors(source, span):
            made = list(_of(source, span, actor, f"{number}:{actor.sense}", elsewhere))
            yield from made
            asked += bool(made)
            break
        if asked == _SENTENCES:
            return


def _clear_actors(source: Source, span: Span) -> Iterator[Actor]:
    """The actors of a sentence that stand in it once and beside no list of others of their kind."""
    words = span.of(source.clause.text)
    found = actors_in(words)
    for actor in found:
        alone = sum(other.sense == actor.sense for other in found) == 1
        listed = re.match("[、和或及等]|或者", words[actor.end :]) or words[: actor.start].endswith(
            ("、", "和", "或", "及", "等")
        )
        acts = _acts(words, actor)
        if alone and acts and not listed and len(words) - len(actor.printed) >= _REST_MIN:
            yield actor


def _acts(words: str, actor: Actor) -> bool:
    """Whether the sentence lets the actor do something or sends somebody there; not a word inside another name."""
    data = load("words.yaml")
    before, after = words[: actor.start], words[actor.end :]
    inner = re.search(data["inner_body"], after)
    return not inner and bool(re.search(data["before_actor"], before) and re.search(data["after_actor"], after))


def level_of(words: str) -> str:
    """door: what a household meets at its door; else who."""
    data = load("words.yaml")
    return "door" if re.search(data["door"], words) and not re.search(data["not_door"], words) else "who"


def _of(source: Source, span: Span, actor: Actor, slot: str, elsewhere: Elsewhere) -> Iterator[QuizItem]:
    words, stands = span.of(source.clause.text), source.stands(span, actor.printed)
    if stands is None:
        return
    rest = words[: actor.start] + words[actor.end :]
    named = elsewhere.named(source, rest)
    wrong = {sense: printed for sense, printed in others_than(actor).items() if sense not in named}
    if len(wrong) < 3:
        return
    wrong = dict(itertools.islice(wrong.items(), _OTHERS if actor.sense.startswith("部门:") else len(wrong)))
    options = [
        Option(printed, f"{source.where}写的是{actor.printed}，没有让{printed}做这件事。") for printed in wrong.values()
    ]
    far = actor.sense in load("words.yaml")["not_door_actors"] or actor.printed.startswith("国务院")
    level = "who" if far else level_of(words)
    blanked = _line(words[: actor.start] + BLANK + words[actor.end :])
    opening = _opening(source, stands, level, slot)
    asked = Asked(source, span, "actor-single", level, slot)
    item = asked.single(f"{opening}：“{blanked}”空白处是谁？", actor.printed, options)
    if item is None:
        return
    yield item
    yield from _judged(Asked(source, span, "actor-judge", level, slot), stands, actor, options)
    if not actor.printed.startswith("国务院"):  # 民政局 would pass for 国务院民政部门: own words do not tell the rank
        asked = Asked(source, span, "actor-fill", level, slot)
        yield asked.open("fill", f"{source.opening}{stands}，{blanked}（填单位或人）", ["|".join(forms_of(actor))])
    yield from _told(Asked(source, span, "actor-free", level, slot), stands)


def _judged(asked: Asked, stands: str, actor: Actor, options: Sequence[Option]) -> Iterator[QuizItem]:
    """A statement with the actor as it is or another; for half of the sentences, or guessing would pay."""
    source, words = asked.source, asked.span.of(asked.source.clause.text)
    if draw(f"{asked.item_id}judged", 2):
        return
    if asked.truth():
        stem = f"{source.opening}{stands}，{_line(words).rstrip('。；;')}。这句话对不对？"
        yield asked.judge(stem, True, f"这句话和{source.where}一致，这里写的就是{actor.printed}。")
    else:
        other = options[draw(f"{asked.item_id}other", len(options))]
        altered = _line(words[: actor.start] + other.text + words[actor.end :]).rstrip("。；;")
        stem = f"{source.opening}{stands}，{altered}。这句话对不对？"
        yield asked.judge(stem, False, f"{source.where}写的是{actor.printed}，题目换成了{other.text}。")


def _told(asked: Asked, stands: str) -> Iterator[QuizItem]:
    """Who takes part and how long it may take, in own words: a sentence with several actors or a limit."""
    source, words = asked.source, asked.span.of(asked.source.clause.text)
    found = [actor for actor in actors_in(words) if _acts(words, actor)]
    limits = [figure for figure in find_figures(words) if figure.unit_class == "duration"]
    if any(_names_a_year(words, figure.span.start, figure.span.end) for figure in limits):
        return
    if (
        len(words) < _TOLD_MIN
        or len({actor.sense for actor in found}) != len(found)
        or not 2 <= len(found) + len(limits) <= 3
        or not found
    ):
        return
    hidden = sorted(
        [(actor.start, actor.end, "|".join(forms_of(actor))) for actor in found]
        + [(figure.span.start, figure.span.end, figure.text) for figure in limits]
    )
    masked, place = "", 0
    for mark, (start, end, _) in zip("①②③", hidden, strict=False):
        masked += words[place:start] + mark
        place = end
    if len({key for _, _, key in hidden}) != len(hidden):
        return
    asks = "①②③"[: len(hidden)] + ("各是谁、多久" if limits else "各是谁")
    stem = f"{source.opening}{stands}：“{_line(masked + words[place:])}”{asks}？请用自己的话说出来。"
    yield asked.open("free", stem, [key for _, _, key in hidden])


def _names_a_year(words: str, start: int, end: int) -> bool:
    """Whether a duration is but a part of a name (上一年度), and no limit."""
    return re.search("(?:[上下同]|(?<!提)前)$", words[:start]) is not None or words[end:].startswith("度")


def _opening(source: Source, stands: str, level: str, slot: str) -> str:
    if level != "door":
        return f"{source.opening}{stands}"
    openings = load("words.yaml")["door_openings"]
    return str(openings[draw(f"{source.clause.address}{slot}", len(openings))]).format(
        clause=f"{source.opening}{stands}"
    )


def _line(words: str) -> str:
    return " ".join(words.split())
