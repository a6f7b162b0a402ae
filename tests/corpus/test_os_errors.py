"""Refused files are told in Chinese."""

import errno
import re

import pytest

from corpus.os_errors import why_refused


@pytest.mark.parametrize("path", ["没有/这个", "."])
def test_what_really_happens_is_told_in_chinese(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OSError, match=".") as caught, open(path, "w", encoding="utf-8"):
        pass
    assert re.fullmatch("[一-龥]+", why_refused(caught.value))


def test_a_rare_reason_keeps_the_systems_words():
    assert why_refused(OSError(errno.EPIPE, "Broken pipe")) == "Broken pipe"
    assert why_refused(OSError()) == "OSError"
