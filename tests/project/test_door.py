"""Whoever is inside is answered; who comes when the test is over is not let in."""

import threading

from tests.conftest_server import Door


def visit(door: Door, told: list[str], inside: threading.Event, enough: threading.Event) -> None:
    door.come_in()
    inside.set()
    enough.wait(5)
    told.append("answered")
    door.go_out()


def test_the_door_waits_for_whoever_is_inside():
    door, told, inside, enough = Door(), list[str](), threading.Event(), threading.Event()
    guest = threading.Thread(target=visit, args=(door, told, inside, enough))
    guest.start()
    inside.wait(5)
    threading.Timer(0.2, enough.set).start()
    assert door.shut()
    assert told == ["answered"]
    guest.join(5)


def test_nobody_comes_in_when_it_is_shut_until_it_opens_again():
    door, refused = Door(), list[str]()

    def knock() -> None:
        try:
            door.come_in()
        except ConnectionAbortedError:
            refused.append("refused")
        else:
            door.go_out()

    def knocks() -> int:
        guest = threading.Thread(target=knock)
        guest.start()
        guest.join(5)
        return len(refused)

    assert knocks() == 0
    assert door.shut()
    assert knocks() == 1
    door.open()
    assert knocks() == 1


def test_the_test_itself_may_always_ask():
    door = Door()
    assert door.shut()
    door.come_in()
    door.go_out()
