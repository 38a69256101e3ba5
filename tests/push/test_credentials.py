"""Who is sending: said as the store asks for it, to nobody else, and never shown."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from tests.push import proxy as faults
from tests.push.conftest import build, graphs
from tests.push.proxy import PAGE, Proxy, proxying
from tests.push.pushes import asking, check
from tests.push.stores import Store

from memorial_kg.errors import InputError, RemoteError, UsageError
from memorial_kg.push import Client, Credentials, push, read_credentials
from memorial_kg.push.credentials import Authorization

SECRET = "s3cret:with a colon"  # noqa: S105
ANNA, TOKEN = Credentials("anna", SECRET), Credentials(token="t0k-en")  # noqa: S106
BASIC = base64.b64encode(f"anna:{SECRET}".encode()).decode()


def quick(credentials: Credentials | None) -> Client:
    return Client(credentials, timeout=10, attempts=2, sleep=lambda _: None)


def headers(proxy: Proxy, method: str = "") -> list[str]:
    return [each.headers.get("Authorization", "") for each in proxy.seen if method in ("", each.method)]


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digest_answers_as_the_example_of_its_rfc(
    algorithm: str, response: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 7616, section 3.9.1."""
    monkeypatch.setattr("secrets.token_hex", lambda _: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    challenge = (
        f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    authorization = Authorization(Credentials("Mufasa", "Circle of Life"))
    assert authorization.learn([challenge]) == ""
    header = authorization.header("GET", "/dir/index.html")
    assert f'response="{response}"' in header
    assert "nc=00000001" in header
    assert f"algorithm={algorithm}" in header
    assert 'opaque="FQhe/' in header
    assert "nc=00000002" in authorization.header("GET", "/dir/index.html")


def test_digest_of_the_old_kind_and_with_sessions_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    def md5(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    old = Authorization(Credentials("u", "p"))
    assert old.learn(['Digest realm="r", nonce="n"']) == ""
    who, asked = md5("u:r:p"), md5("PUT:/x")
    assert md5(f"{who}:n:{asked}") in old.header("PUT", "/x")
    monkeypatch.setattr("secrets.token_hex", lambda _: "c")
    session = Authorization(Credentials("u", "p"))
    assert session.learn(['Digest realm="r", nonce="n", qop="auth", algorithm=MD5-sess']) == ""
    once = md5(f"{who}:n:c")
    assert md5(f"{once}:n:00000001:c:auth:{asked}") in session.header("PUT", "/x")


@pytest.mark.parametrize(
    ("offered", "scheme"),
    [
        (['Basic realm="x"'], "Basic"),
        (['basic realm="x", Digest realm="y", nonce="n", qop="auth"'], "Digest"),
        (['Basic realm="a, Digest realm=b"'], "Basic"),
        (['Bearer realm="x"', 'Basic realm="x"'], "Basic"),
        (["Negotiate YII=, Basic realm=x"], "Basic"),
        (['Digest realm="a", nonce="1", algorithm=MD5', 'Digest realm="a", nonce="2", algorithm=SHA-256'], "SHA-256"),
        (['Digest realm="a", nonce="1", algorithm=NEW, qop="auth"', "Basic realm=a"], "Basic"),
        (['Digest realm="a", nonce="1", qop="auth-int"', "Basic realm=a"], "Basic"),
    ],
)
def test_of_several_challenges_the_one_that_gives_least_away_is_answered(offered: list[str], scheme: str) -> None:
    authorization = Authorization(ANNA)
    assert authorization.learn(offered) == ""
    assert scheme in authorization.header("PUT", "/store")


@pytest.mark.parametrize("offered", [[], ["Negotiate"], ['Bearer realm="x"'], ['Digest realm="no nonce"'], [",,=,,"]])
def test_a_challenge_that_cannot_be_answered_is_said(offered: list[str]) -> None:
    authorization = Authorization(ANNA)
    assert "can answer Digest and Basic" in authorization.learn(offered)
    assert authorization.header("PUT", "/store") == ""


def test_a_password_is_only_said_to_who_asks(oxigraph: Store, tmp_path: Path) -> None:
    with proxying(oxigraph.host) as proxy:
        push(build(tmp_path / "g", graphs()), asking(oxigraph, proxy.address), quick(ANNA))
        assert {*headers(proxy)} == {""}
    oxigraph.empty()
    with proxying(oxigraph.host) as proxy:
        proxy.faults = [("PUT", faults.status(401, PAGE, WWW_Authenticate='Basic realm="store"'))]
        push(tmp_path / "g", asking(oxigraph, proxy.address), quick(ANNA))
        assert headers(proxy, "POST") == [""] * len(headers(proxy, "POST"))
        assert headers(proxy, "PUT")[0] == ""
        assert {*headers(proxy, "PUT")[1:]} == {f"Basic {BASIC}"}
    check(oxigraph, graphs())


def test_a_nonce_that_grew_old_is_replaced(oxigraph: Store, tmp_path: Path) -> None:
    with proxying(oxigraph.host) as proxy:
        first = 'Digest realm="s", nonce="one", qop="auth"'
        second = 'Digest realm="s", nonce="two", qop="auth", stale=true'
        proxy.faults = [
            *[("PUT", faults.status(401, WWW_Authenticate=first)), ("PUT", faults.forward)],
            ("PUT", faults.status(401, WWW_Authenticate=second)),
        ]
        push(build(tmp_path / "g", graphs()), asking(oxigraph, proxy.address), quick(ANNA))
        nonces = [re.findall('nonce="(one|two)"', each) for each in headers(proxy, "PUT")]
        assert nonces[:4] == [[], ["one"], ["one"], ["two"]]
    check(oxigraph, graphs())


def test_a_wrong_password_is_said_once_and_not_tried_again(virtuoso: Store, tmp_path: Path) -> None:
    with proxying(virtuoso.host) as proxy:
        with pytest.raises(RemoteError, match=r"401 to PUT.*does not accept this user with this password"):
            push(build(tmp_path / "g", graphs()), asking(virtuoso, proxy.address), quick(Credentials("dba", "wrong")))
        assert len(proxy.sent()) == 2
    with pytest.raises(RemoteError, match="name a file with --credentials"):
        push(tmp_path / "g", asking(virtuoso), quick(None))


def test_a_token_is_sent_at_once_and_its_refusal_is_final(oxigraph: Store, tmp_path: Path) -> None:
    with proxying(oxigraph.host) as proxy:
        proxy.faults = [("PUT", faults.forward), ("PUT", faults.status(401))]
        with pytest.raises(RemoteError, match="it does not accept the token"):
            push(build(tmp_path / "g", graphs()), asking(oxigraph, proxy.address), quick(TOKEN))
        assert {*headers(proxy)} == {"Bearer t0k-en"}
        assert len(proxy.sent()) == 2


@pytest.mark.parametrize("number", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("credentials", [None, ANNA, TOKEN])
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_nothing_follows_a_redirect_to_another_host(
    method: str, number: int, credentials: Credentials | None, oxigraph: Store, tmp_path: Path
) -> None:
    folder = build(tmp_path / "g", graphs())
    with proxying(oxigraph.host) as proxy, proxying(oxigraph.host) as other:
        for location in (
            *(f"{other.address}/store?default", f"//127.0.0.1:{other.address.rpartition(':')[2]}/query"),
            proxy.address.replace("http:", "https:"),
        ):
            proxy.faults = [(method, faults.status(number, PAGE, Location=location))]
            with pytest.raises(RemoteError, match="another host, port or scheme: nothing was sent there"):
                push(folder, asking(oxigraph, proxy.address), quick(credentials))
        assert other.seen == []


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "http://anna:pw@127.0.0.1/", "http://[/", "ftp://a.example/"]
)
def test_a_redirect_to_what_is_no_address_of_the_web_is_refused(location: str, oxigraph: Store, tmp_path: Path) -> None:
    with proxying(oxigraph.host) as proxy:
        proxy.faults = [("PUT", faults.status(307, Location=location))]
        with pytest.raises(RemoteError, match="no address of the web"):
            push(build(tmp_path / "g", graphs()), asking(oxigraph, proxy.address), quick(ANNA))


def test_a_redirect_within_one_host_is_followed_with_the_whole_body(oxigraph: Store, tmp_path: Path) -> None:
    with proxying(oxigraph.host) as proxy:
        proxy.faults = [("PUT", faults.status(308, Location="/store?default"))]
        with pytest.raises(RemoteError):  # the state went into the default graph, and is not found where it should be
            push(build(tmp_path / "g", graphs()), asking(oxigraph, proxy.address), quick(ANNA))
        bodies = [each.body for each in proxy.seen if each.method == "PUT"]
        assert len(bodies) == 2
        assert bodies[0] == bodies[1] != b""
    oxigraph.empty()
    with proxying(oxigraph.host) as proxy:
        proxy.faults = [("PUT", faults.status(307, Location="?default"))] * 50
        with pytest.raises(RemoteError, match="sends us on and on"):
            push(tmp_path / "g", asking(oxigraph, proxy.address), quick(ANNA))
        proxy.faults = [("PUT", faults.status(302, Location="/store?default"))]
        with pytest.raises(RemoteError, match="does not say that it takes what is sent"):
            push(tmp_path / "g", asking(oxigraph, proxy.address), quick(ANNA))


@pytest.mark.parametrize("credentials", [ANNA, TOKEN])
def test_a_store_that_repeats_secrets_does_not_bring_them_into_messages(
    credentials: Credentials, oxigraph: Store, tmp_path: Path
) -> None:
    echo = f"you said {SECRET} and {BASIC} and t0k-en".encode()
    secrets = (SECRET, BASIC) if credentials.user else ("t0k-en",)
    folder = build(tmp_path / "g", graphs())
    told = list[str]()
    with proxying(oxigraph.host) as proxy:
        for fault in (
            faults.status(401, echo, "text/plain", WWW_Authenticate="Basic realm=x"),
            faults.status(403, echo, "text/plain"),
            faults.status(502, echo, "text/plain"),
            faults.status(200, echo, "text/plain"),
        ):
            for faulty in ("POST", "PUT stone"):
                proxy.faults = [(faulty, fault)] * 3
                client = Client(credentials, attempts=2, tell=told.append, sleep=lambda _: None)
                with pytest.raises(RemoteError) as caught:
                    push(folder, asking(oxigraph, proxy.address), client)
                said = "\n".join([str(caught.value), repr(caught.value), repr(client), *told])
                assert "you said" in said
                assert not any(secret in said for secret in secrets)


def test_credentials_show_nothing_of_themselves() -> None:
    assert repr(ANNA) == "Credentials(…)"
    assert SECRET not in repr(Client(ANNA)) + repr(Authorization(ANNA))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anna:pass:word\n", Credentials("anna", "pass:word")),
        ("anna:pass \r\n", Credentials("anna", "pass ")),
        ("abc.DEF-123~+/==\n", Credentials("", "", "abc.DEF-123~+/==")),
        ("Bearer abc\n", Credentials("", "", "abc")),
        ("anna:Uşak\n", Credentials("anna", "Uşak")),
    ],
)
def test_a_file_of_credentials_is_one_line(text: str, expected: Credentials, tmp_path: Path) -> None:
    file = tmp_path / "secret.txt"
    file.write_bytes(text.encode())
    file.chmod(0o600)
    assert read_credentials(file) == expected


@pytest.mark.parametrize("text", ["", "\n", "anna:a\nberta:b\n", "two words", ":hunter", "Bearer ", "tok\x00en"])
def test_a_file_that_is_none_is_refused_without_being_quoted(text: str, tmp_path: Path) -> None:
    file = tmp_path / "secret.txt"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(InputError, match=r"secret\.txt: .*expected one line|secret\.txt: .*no credentials") as caught:
        read_credentials(file)
    assert not any(word in str(caught.value) for word in ("berta", "two words", "hunter", "tok\\x00"))


def test_a_file_that_everybody_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret.txt"
    file.write_text("anna:s3cret\n")
    file.chmod(0o644)
    with pytest.raises(InputError, match="chmod 600") as caught:
        read_credentials(file)
    assert "s3cret" not in str(caught.value)
    with pytest.raises(InputError, match="cannot be read"):
        read_credentials(tmp_path / "none")


def test_credentials_that_could_break_a_header_open_are_refused() -> None:
    for given in ({"user": "a", "password": "b\r\nX: y"}, {"token": "a\nb"}, {"token": "a b"}, {"user": "a:b"}, {}):
        with pytest.raises(UsageError):
            Credentials(**given)
