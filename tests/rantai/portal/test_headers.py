"""The content policy and the cookies, on every kind of answer."""

import os
import subprocess
import sys

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.mark.parametrize("path", ["/", "/akun/login/", "/cari/", "/tidak-ada/", "/masuk/"])
def test_every_answer_carries_a_policy_without_unsafe(
    client: Client, cast: Cast, path: str
) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_no_page_needs_what_the_policy_forbids(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    for path in ("/", "/cari/", "/anggota/", "/mesin/", "/akun/2fa/"):
        text = client.get(path).content.decode()
        assert " style=" not in text
        assert " onclick=" not in text
        assert "<script>" not in text


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(
    client: Client, cast: Cast
) -> None:
    client.post("/masuk/", {"username": "planner"})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_behind_https_no_cookie_travels_without_it() -> None:
    asked = (
        "from rantai.portal import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0)"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env={
            **os.environ,
            "RANTAI_URL": "https://rantai.example",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["True"] * 5
