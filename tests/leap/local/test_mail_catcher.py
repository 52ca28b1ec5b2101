"""The catcher that keeps local mail, over real SMTP and HTTP."""

import re
import smtplib
import subprocess
import sys
import urllib.error
import urllib.request
from email.message import EmailMessage

import pytest

from leap.local.mail_catcher import Postbag
from leap.local.ports import free_port, listen
from leap.local.processes import wait_until


@pytest.fixture
def catcher():
    """A running catcher: (port for mail, address of its page)."""
    smtp, pages = listen(free_port()), listen(free_port())
    numbers = [[str(sock.fileno()) for sock in group] for group in (smtp, pages)]
    command = [sys.executable, "-m", "leap.local.mail_catcher", "--smtp", *numbers[0], "--pages", *numbers[1]]
    ports = [group[0].getsockname()[1] for group in (smtp, pages)]
    with subprocess.Popen(command, pass_fds=[int(number) for group in numbers for number in group]) as process:
        for sock in smtp + pages:
            sock.close()
        yield ports[0], f"http://localhost:{ports[1]}"
        process.terminate()


def send(port, subject, text, *, to="robin@leap.example"):
    """Send one message as LEAP would."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "Your messages <messages@leap.example>", to
    message.set_content(text)
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        server.send_message(message)


def read(address, **headers):
    """Open a page; return its text."""
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:
        return answer.read().decode()


def test_messages_are_listed_newest_first_and_can_be_read(catcher):
    port, address = catcher
    send(port, "A meeting is coming", "Hello Robin,\nthe room is upstairs. Zoë")
    send(port, "Your code", "Use 123456")
    page = read(address)
    assert page.index("Your code") < page.index("A meeting is coming")
    assert "robin@leap.example" in page
    letter = read(address + re.search(r'href="(/\d+)">A meeting', page).group(1))
    assert "the room is upstairs. Zoë" in letter


def test_what_a_message_says_cannot_run_on_the_page_and_its_links_work(catcher):
    port, address = catcher
    send(port, "<script>alert(1)</script>", "<b>bold</b> see https://leap.example/meetings/?a=1&b=2. Bye")
    page = read(f"{address}/1")
    assert "<script" not in page
    assert "<b>" not in page
    assert 'href="https://leap.example/meetings/?a=1&amp;b=2"' in page


def test_the_page_has_a_strict_policy_and_nothing_inline(catcher):
    _, address = catcher
    with urllib.request.urlopen(address, timeout=10) as answer:
        page, headers = answer.read().decode(), answer.headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert not re.search(r"<script|<style| style=| on[a-z]+=", page)
    assert page.count("<h1>") == 1
    assert 'lang="en-GB"' in page


def test_a_page_of_another_site_cannot_read_the_messages(catcher):
    _, address = catcher
    with pytest.raises(urllib.error.HTTPError, match="400") as refused:
        read(address, Host="somewhere.example")
    refused.value.close()


def test_a_message_that_is_not_there_says_so(catcher):
    _, address = catcher
    with pytest.raises(urllib.error.HTTPError, match="404") as missing:
        read(f"{address}/99")
    assert "There is no such message" in missing.value.read().decode()
    missing.value.close()


def test_broken_mail_is_kept_and_never_stops_the_catcher():
    postbag = Postbag()
    content = b"Subject: =?nonsense?q?x?=\r\nContent-Type: text/plain; charset=unheard-of\r\n\r\n\xff\xfe words"
    assert "words" in postbag.put(["a@leap.example"], "", content).text
    assert postbag.put(["a@leap.example"], "", b"").subject == "(no subject)"


def test_only_the_newest_messages_are_kept(monkeypatch):
    monkeypatch.setattr("leap.local.mail_catcher.KEPT", 2)
    postbag = Postbag()
    for number in range(4):
        postbag.put(["a@leap.example"], "", f"Subject: {number}\r\n\r\n".encode())
    assert [letter.subject for letter in postbag.newest_first()] == ["3", "2"]
    assert wait_until(lambda: postbag.find(4) is not None, seconds=1)
