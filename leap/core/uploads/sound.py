"""Sound: only the frames of an MP3 are kept. Names, pictures and anything hung on at either end are left out."""

from leap.core.uploads.kinds import MP3, Checked, Refused

BROKEN = "This sound file does not play as MP3. Please save it as MP3 and try again."
FEWEST_FRAMES = 8
KBITS = {
    (3, 1): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),  # MPEG 1, layer 3
    (2, 1): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG 2, layer 3
    (0, 1): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG 2.5, layer 3
}
HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def is_likely(content: bytes) -> bool:
    """Does it begin as an MP3 does: with a label (ID3), or with a frame?"""
    return content.startswith(b"ID3") or _frame_length(content, 0) > 0


def look_at(content: bytes) -> Checked:
    """The frames, one after another, until the first thing that is none."""
    start = at = _after_label(content)
    frames = 0
    while (length := _frame_length(content, at)) and at + length <= len(content):
        at += length
        frames += 1
    if frames < FEWEST_FRAMES:
        raise Refused(BROKEN)
    return Checked(MP3, content[start:at])


def _after_label(content: bytes) -> int:
    if not content.startswith(b"ID3") or len(content) < 10:
        return 0
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte & 0x7F
    after = 10 + size
    while after < len(content) and content[after] == 0:  # some programs leave room after the label
        after += 1
    return after


def _frame_length(content: bytes, at: int) -> int:
    """How long the frame is that begins here; 0 when none does."""
    head = content[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, hertz, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    rates = KBITS.get((version, layer))
    if rates is None or not 1 <= rate <= len(rates) or hertz == 3:
        return 0
    return (144 if version == 3 else 72) * rates[rate - 1] * 1000 // HERTZ[version][hertz] + padding
