from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest

from bot.people import Origin, People, passwords, rights_of
from bot.people.lockout import waiting_time
from bot.people.passwords import policy
from bot.people.rights import table
from corpus.database import Database
from corpus.errors import AlreadyThere, BadField, Locked, NotFound, TooManyRequests, Unauthorized
from tests.bot.people.conftest import GOOD, Clock


def test_a_desk_without_accounts_is_free_until_somebody_is_named(people: People) -> None:
    desk = people.unknown()
    assert desk is not None and desk.origin is Origin.DESK
    assert desk.rights == set(table()["rights"])
    people.create("李四", GOOD, ["hotline"], "test")
    assert people.unknown() is None
    assert not people.is_desk()


def test_a_key_ends_the_free_desk_and_its_end_brings_it_back(people: People) -> None:
    people.add_key("platform", ["ask"], "test")
    assert people.unknown() is None
    people.remove_key("platform", "test")
    assert people.is_desk()


def test_a_disabled_account_still_ends_the_free_desk(people: People) -> None:
    people.create("李四", GOOD, ["cadre"], "test")
    people.disable("李四", "test")
    assert people.unknown() is None


def test_guests_by_setting(database: Database) -> None:
    people = People(database, guests=True)
    people.create("李四", GOOD, ["cadre"], "test")
    found = people.unknown()
    assert found is not None and found.rights == {"ask", "read"} and not found.known


def test_login_gives_a_session_that_knows_the_person(people: People) -> None:
    people.create("Li.Si", GOOD, ["handler", "trainee"], "test", office="县民政局", region="云岭省/安澜市/青禾县")
    session = people.login("ｌｉ.ｓｉ ", GOOD)  # full width, other case
    person = people.by_session(session.token)
    assert person == session.person
    assert person is not None
    assert (person.name, person.office, person.roles) == ("Li.Si", "县民政局", ("handler", "trainee"))
    assert person.rights == rights_of(["handler"]) | rights_of(["trainee"])
    people.logout(session.token)
    assert people.by_session(session.token) is None


@pytest.mark.parametrize("name", ["李四", "nobody"])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(people: People, name: str) -> None:
    people.create("李四", GOOD, ["cadre"], "test")
    with pytest.raises(Unauthorized) as caught:
        people.login(name, "wrong wrong wrong")
    assert caught.value.text == "名称或口令不对；请再试一次，忘了请找管理员重设。"


def test_sessions_end_when_idle_and_in_any_case_after_a_week(people: People, clock: Clock) -> None:
    people.create("李四", GOOD, ["cadre"], "test")
    rule = policy()["session"]
    idle = people.login("李四", GOOD).token
    clock.now += rule["idle"] + 1
    assert people.by_session(idle) is None
    busy = people.login("李四", GOOD).token
    begun = clock.now
    while clock.now - begun + rule["idle"] - 60 <= rule["longest"]:
        clock.now += rule["idle"] - 60
        assert people.by_session(busy) is not None
    clock.now = begun + rule["longest"] + 1
    assert people.by_session(busy) is None
    clock.now = begun
    assert people.by_session(busy) is None  # it is gone, not hidden


def test_a_clock_set_far_back_ends_a_session(people: People, clock: Clock) -> None:
    people.create("李四", GOOD, ["cadre"], "test")
    token = people.login("李四", GOOD).token
    clock.now -= 3 * 24 * 3600
    assert people.by_session(token) is None


@pytest.mark.parametrize("change", ["password", "roles", "disable"])
def test_what_changes_an_account_ends_its_sessions(people: People, change: str) -> None:
    people.create("李四", GOOD, ["cadre"], "test")
    token = people.login("李四", GOOD).token
    if change == "password":
        people.set_password("李四", GOOD + "新", "test")
    elif change == "roles":
        people.set_roles("李四", ["trainee"], "test")
    else:
        people.disable("李四", "test")
    assert people.by_session(token) is None


def test_nobody_logs_in_to_a_disabled_account(people: People) -> None:
    people.create("李四", GOOD, ["cadre"], "test")
    people.disable("李四", "test")
    with pytest.raises(Unauthorized):
        people.login("李四", GOOD)
    people.enable("李四", "test")
    people.login("李四", GOOD)


@pytest.mark.parametrize("name", ["李四", "nobody"])
def test_waits_grow_for_names_that_exist_and_that_do_not(people: People, clock: Clock, name: str) -> None:
    people.create("李四", GOOD, ["cadre"], "test")
    waits = []
    for _ in range(9):
        with pytest.raises(Unauthorized):
            people.login(name, "wrong wrong wrong")
        try:
            people.login(name, "wrong wrong wrong")
        except Locked as error:
            waits.append(error.seconds)
            clock.now += error.seconds
        except Unauthorized:
            waits.append(0)
    assert waits[-1] == policy()["lockout"]["longest_wait"]
    assert waits == sorted(waits) and waits[0] == 0


def test_a_locked_name_is_not_let_in_with_the_right_password_before_its_time(people: People, clock: Clock) -> None:
    people.create("李四", GOOD, ["cadre"], "test")
    for _ in range(policy()["lockout"]["free_tries"] + 1):
        with pytest.raises(Unauthorized):
            people.login("李四", "wrong wrong wrong")
    with pytest.raises(Locked) as caught:
        people.login("李四", GOOD)
    clock.now += caught.value.seconds
    people.login("李四", GOOD)
    with pytest.raises(Unauthorized):  # counted anew
        people.login("李四", "wrong wrong wrong")
    people.login("李四", GOOD)


def test_a_clock_set_back_locks_nobody_out_for_long(people: People, clock: Clock) -> None:
    people.create("李四", GOOD, ["cadre"], "test")
    for _ in range(policy()["lockout"]["free_tries"] + 1):
        with pytest.raises(Unauthorized):
            people.login("李四", "wrong wrong wrong")
    clock.now -= 10 * 24 * 3600
    with pytest.raises(Locked) as caught:
        people.login("李四", GOOD)
    assert caught.value.seconds <= policy()["lockout"]["longest_wait"]


def test_waiting_time_never_falls_and_is_bounded() -> None:
    waits = [waiting_time(failures) for failures in range(200)]
    assert waits == sorted(waits)
    assert waits[0] == 0 and waits[-1] == policy()["lockout"]["longest_wait"]


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("短口令", "至少"),
        ("1234567890", "太常见"),
        ("aaaaaaaaaaaa", "太常见"),
        ("lisi.lisi.", "太常见"),
        ("长" * 300, "最多"),
    ],
)
def test_weak_passwords(people: People, password: str, word: str) -> None:
    with pytest.raises(BadField, match=word):
        people.create("lisi.", password, ["cadre"], "test")


@pytest.mark.parametrize("name", ["", "x", "a b", "a/b", "<b>", "长" * 41, "13800001111", "李·四"])
def test_bad_names(people: People, name: str) -> None:
    with pytest.raises(BadField, match="名称"):
        people.create(name, GOOD, ["cadre"], "test")


def test_names_are_taken_once(people: People) -> None:
    people.create("Li.Si", GOOD, ["cadre"], "test")
    with pytest.raises(AlreadyThere):
        people.create("ＬＩ.ＳＩ", GOOD, ["cadre"], "test")


def test_a_name_that_grows_when_it_is_normalised_is_measured_grown(people: People) -> None:
    with pytest.raises(BadField):
        people.create("\ufdfa" * 5, GOOD, ["cadre"], "test")  # one sign, eighteen letters
    assert people.create("ｗａｎｇ", GOOD, ["cadre"], "test").name == "wang"
    assert people.create("ß" * 30, GOOD, ["cadre"], "test").name == "ß" * 30
    people.login("ß" * 30, GOOD)


def test_a_flood_of_logins_is_turned_away_and_leaves_threads(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    people.create("李四", GOOD, ["cadre"], "test")
    going, told = threading.Event(), []
    monkeypatch.setattr(passwords, "_hasher", SimpleNamespace(verify=lambda *_: going.wait(20)))

    def log_in() -> None:
        try:
            people.login("李四", GOOD)
            told.append("in")
        except TooManyRequests:
            told.append("later")

    threads = [threading.Thread(target=log_in) for _ in range(20)]
    for thread in threads:
        thread.start()
    while len(told) < 12:
        time.sleep(0.005)
    assert set(told) == {"later"}
    going.set()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["in"] * 8 + ["later"] * 12


def test_roles_are_checked_and_may_be_said_in_chinese(people: People) -> None:
    assert people.create("李四", GOOD, ["镇村干部"], "test").roles == ("cadre",)
    for roles in (["boss"], [], ["guest"], ["desk"]):
        with pytest.raises(BadField):
            people.create("王五", GOOD, roles, "test")
    with pytest.raises(BadField, match="单位"):
        people.create("王五", GOOD, ["handler"], "test")


def test_the_last_administrator_stays(people: People) -> None:
    people.create("admin", GOOD, ["administrator"], "test")
    for change in (lambda: people.disable("admin", "test"), lambda: people.set_roles("admin", ["cadre"], "test")):
        with pytest.raises(BadField, match="最后一个管理员"):
            change()
    people.create("second", GOOD, ["administrator"], "test")
    people.disable("admin", "test")
    assert people.has_administrator()


def test_keys_have_scopes_and_an_end(people: People, clock: Clock) -> None:
    secret = people.add_key("platform", ["ask", "channel"], "test", days=2)
    found = people.by_key(secret)
    assert found is not None and found.rights == {"ask", "channel"}
    assert people.by_key(secret + "x") is None
    clock.now += 2 * 24 * 3600
    assert people.by_key(secret) is None
    with pytest.raises(AlreadyThere):
        people.add_key("platform", ["ask"], "test")
    for scopes in (["people"], ["unmasked"], ["audit"], []):
        with pytest.raises(BadField):
            people.add_key("other", scopes, "test")
    with pytest.raises(NotFound):
        people.remove_key("nothing", "test")


def test_the_key_of_the_settings_has_no_right_over_people_or_unmasked_data(database: Database) -> None:
    people = People(database, api_key="open sesame 钥匙")
    found = people.by_key("open sesame 钥匙")
    assert found is not None and not found.rights & {"people", "audit", "unmasked", "manage"}
    assert people.by_key("open sesame") is None


def test_secrets_are_nowhere_in_the_database(people: People, database: Database) -> None:
    people.create("李四", GOOD, ["cadre"], "test")
    token = people.login("李四", GOOD).token
    secret = people.add_key("platform", ["ask"], "test")
    with database.read() as connection:
        dump = "".join(
            str(row)
            for table in ("accounts", "sessions", "api_keys", "audit", "login_failures")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
        )  # noqa: S608
    assert "李四" in dump
    for hidden in (GOOD, token, secret):
        assert hidden not in dump


def test_changing_ones_own_password(people: People) -> None:
    people.create("李四", GOOD, ["cadre"], "test")
    person = people.login("李四", GOOD).person
    with pytest.raises(Unauthorized):
        people.change_password(person, "wrong wrong wrong", GOOD + "新")
    people.change_password(person, GOOD, GOOD + "新")
    people.login("李四", GOOD + "新")


def test_the_audit_log_tells_who_did_what(people: People) -> None:
    people.create("李四", GOOD, ["cadre"], "account:admin")
    people.login("李四", GOOD)
    with pytest.raises(Unauthorized):
        people.login("李四", "wrong wrong wrong")
    told = [(line.who, line.what, line.record) for line in people.audit.lines()]
    assert told == [
        ("account:李四", "login.failed", ""),
        ("account:李四", "login", ""),
        ("account:admin", "account.create", "李四"),
    ]
    assert [line.what for line in people.audit.lines(who="admin")] == ["account.create"]
    first = people.audit.lines()[-1].id
    assert people.audit.lines(before=first) == []
