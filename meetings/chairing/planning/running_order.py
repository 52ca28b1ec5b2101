"""How the time of a meeting can be shared out when nobody has written an agenda. Plain Python."""

WELCOME, END, BREAK, BREAK_FROM = 10, 10, 10, 60  # minutes; who meets for an hour or longer has a break


def parts(minutes: int) -> list[tuple[str, int]]:
    """What comes after what, and how many minutes each has; together all of them. A short meeting is one part."""
    pause = BREAK if minutes >= BREAK_FROM else 0
    left = minutes - WELCOME - END - pause
    if left < WELCOME:
        return [("The meeting", minutes)]
    begin = [("Welcome: who is here, and the ground rules", WELCOME)]
    end = [("Thanks: what happens now, and who does what", END)]
    if not pause:
        return [*begin, ("What the meeting is about", left), *end]
    first = left // 2
    return [*begin, ("What the meeting is about", first), ("Break", pause), ("The rest of it", left - first), *end]
