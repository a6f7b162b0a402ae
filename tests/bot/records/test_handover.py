"""Orders on their way to another system, over real HTTP to a server that takes, refuses, fails and sleeps."""

from __future__ import annotations

import datetime as dt
import http.server
import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.people import Audit
from bot.records import Handover, Records
from bot.records.field_map import FILE, FieldMap
from bot.records.outbox import WAITS, signature
from corpus.desk.order_store import Wanted
from corpus.errors import Forbidden, NotFound, SettingsError
from tests.bot.fakes import FakeLibrary
from tests.bot.records.conftest import ADMIN, HOTLINE, NAME, OTHER, PHONE, SECRETS, STORY, Clock, referral

SECRET = "说好的密钥"


class County(http.server.ThreadingHTTPServer):
    """The county's own system: answers with `statuses` in turn, remembers what came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses: list[int] = []
        self.came: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/orders"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: County

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append((dict(self.headers), body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def county() -> Iterator[County]:
    server = County()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def sending(library: FakeLibrary, audit: Audit, clock: Clock, county: County, home: Path) -> Records:
    records = Records(library, audit, clock, None, Handover(home, county.url, SECRET))  # type: ignore[arg-type]
    records.outbox._wall = lambda: clock.now.timestamp()
    records.orders.keep(referral(), HOTLINE)
    return records


def test_an_order_arrives_whole_and_signed(sending: Records, county: County, audit: Audit) -> None:
    waiting = sending.outbox.put("GD-1", HOTLINE)
    assert waiting["status"] == "waiting"
    assert sending.outbox.send_due() == 1
    headers, body = county.came[0]
    told = json.loads(body)
    assert (told["工单编号"], told["诉求内容"], told["主办单位"]) == ("GD-1", STORY, "青禾县民政局")
    assert told["受理时间"] == "2026-11-20 09:00:00"
    stamp, delivery = headers["X-Mingbai-Timestamp"], headers["X-Mingbai-Delivery"]
    assert headers["X-Mingbai-Signature"] == signature(SECRET, stamp, delivery, body)
    assert headers["X-Mingbai-Signature"] != signature("other", stamp, delivery, body)
    assert sending.outbox.one(waiting["id"])["status"] == "sent"
    assert sending.outbox.send_due() == 0 and len(county.came) == 1
    assert [line.what for line in audit.lines(record="GD-1")][:2] == ["order.handover.sent", "order.handover"]


def test_it_is_tried_again_with_growing_waits_and_the_same_number(
    sending: Records, county: County, clock: Clock
) -> None:
    county.statuses = [503, 500, 429, 200]
    number = sending.outbox.put("GD-1", HOTLINE)["id"]
    for wait in WAITS[:3]:
        assert sending.outbox.send_due() == 0
        assert sending.outbox.send_due() == 0  # not before its time
        clock.now += dt.timedelta(seconds=wait)
    assert sending.outbox.send_due() == 1
    assert len(county.came) == 4
    assert {headers["X-Mingbai-Delivery"] for headers, _ in county.came} == {f"mingbai-{number}"}
    assert sending.outbox.one(number)["tries"] == 4


def test_what_is_refused_fails_at_once_and_can_be_sent_again_by_hand(sending: Records, county: County) -> None:
    county.statuses = [401]
    number = sending.outbox.put("GD-1", HOTLINE)["id"]
    sending.outbox.send_due()
    row = sending.outbox.one(number)
    assert (row["status"], row["fault"]) == ("failed", "对方回了 401")
    assert sending.outbox.send_due() == 0
    sending.outbox.retry(number, HOTLINE)
    assert sending.outbox.send_due() == 1


def test_a_redirect_is_not_followed(sending: Records, county: County) -> None:
    county.statuses = [307]
    sending.outbox.put("GD-1", HOTLINE)
    assert sending.outbox.send_due() == 0
    assert len(county.came) == 1


def test_nobody_there_is_tried_until_the_last_time(sending: Records, county: County, clock: Clock) -> None:
    sending.outbox._url = "http://127.0.0.1:1/"
    number = sending.outbox.put("GD-1", HOTLINE)["id"]
    for _ in range(len(WAITS) + 2):
        sending.outbox.send_due()
        clock.pass_days(2)
    row = sending.outbox.one(number)
    assert (row["status"], row["tries"]) == ("failed", len(WAITS) + 1)
    assert STORY not in str(row) and PHONE not in str(row)


def test_an_order_waits_once_and_not_without_an_address(sending: Records, records: Records) -> None:
    assert sending.outbox.put("GD-1", HOTLINE)["id"] == sending.outbox.put("GD-1", HOTLINE)["id"]
    assert sending.outbox.counts() == {"waiting": 1}
    with pytest.raises(NotFound):
        sending.outbox.put("GD-2", HOTLINE)
    with pytest.raises(NotFound):
        sending.outbox.put("GD-1", OTHER)
    with pytest.raises(SettingsError, match="MINGBAI_HANDOVER_URL"):
        records.outbox.put("GD-1", HOTLINE)


def test_an_erased_order_is_not_sent(sending: Records, county: County) -> None:
    sending.outbox.put("GD-1", HOTLINE)
    sending.orders.erase(["GD-1"], ADMIN, "本人要求")
    sending.outbox.send_due()
    assert county.came == []


def test_the_county_says_its_own_fields(home: Path) -> None:
    (home / FILE).write_text(
        "fields:\n"
        "  - {to: NO, from: id}\n"
        "  - {to: SRC, value: 明白人}\n"
        "  - {to: LEVEL, from: urgency, words: {紧急: '2'}}\n"
        "  - {to: DAY, from: created, form: date}\n"
        "  - {to: UNITS, from: verdicts.name}\n"
        "  - {to: NONE, from: nothing.there}\n",
        "utf-8",
    )
    order = referral()["work_order"]
    fields = FieldMap.load(home)
    assert fields.mapped(order) == {
        "NO": "GD-1",
        "SRC": "明白人",
        "LEVEL": "2",
        "DAY": "2026-11-20",
        "UNITS": "低保",
        "NONE": "",
    }
    assert fields.text(order) == "NO：GD-1\nSRC：明白人\nLEVEL：2\nDAY：2026-11-20\nUNITS：低保"
    sheet = load_workbook(io.BytesIO(fields.table([order | {"id": "=1+1"}]))).active
    assert [cell.value for cell in sheet[1]] == list(fields.mapped(order))
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "fields"),
        ("fields: 5", "fields"),
        ("fields: []", "fields"),
        ("fields: [{from: id}]", "第 1 项没有写 to"),
        ("fields: [{to: a, from: id}, {to: a, from: id}]", "第 2 项.*写重"),
        ("fields: [{to: a}]", "from 或 value"),
        ("fields: [{to: a, from: id, value: b}]", "from 或 value"),
        ("fields: [{to: a, form: time, from: id}]", "form"),
        ("fields: [{to: a, from: id, x: 1}]", "不认识"),
        ("fields: [{to: a, from: id, words: 5}]", "words"),
        ("a: [", "读不出来"),
    ],
)
def test_a_wrong_map_is_told_by_its_entry(home: Path, text: str, word: str) -> None:
    (home / FILE).write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=word):
        FieldMap.load(home)


def test_the_table_for_the_county_is_masked_without_the_right(sending: Records, audit: Audit) -> None:
    hidden = json.dumps(sending.orders.whole_list(HOTLINE, Wanted(), unmasked=False), ensure_ascii=False)
    assert not any(secret in hidden for secret in SECRETS)
    assert sending.orders.whole_list(HOTLINE, Wanted(), unmasked=True)[0]["narrative"] == STORY
    assert audit.lines()[0].detail == {"count": 1, "unmasked": True}
    with pytest.raises(Forbidden):
        sending.orders.whole_list(ADMIN, Wanted(), unmasked=True)
    assert NAME in STORY
