from __future__ import annotations

import pytest

from bot.people import Origin, Person, desk, rights_of
from bot.training.learner import learner_of
from corpus.errors import BadField, Forbidden


def _account(role: str) -> Person:
    return Person("小李", Origin.ACCOUNT, (role,), rights_of([role]))


def test_an_account_learns_under_its_own_name() -> None:
    assert learner_of(_account("trainee"), "me", "me") == "小李"
    assert learner_of(_account("trainee"), "小李", "me") == "小李"
    assert learner_of(_account("trainer"), "me", "me") == "小李"


def test_only_a_trainer_looks_at_others() -> None:
    with pytest.raises(Forbidden, match="培训管理员"):
        learner_of(_account("trainee"), "小王", "me")
    assert learner_of(_account("trainer"), "小王", "me") == "小王"


def test_without_accounts_any_code_will_do_and_no_phone_number() -> None:
    assert learner_of(desk(), "A7", "me") == "A7"
    with pytest.raises(BadField):
        learner_of(desk(), "13800001111", "me")
