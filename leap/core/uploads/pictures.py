"""Pictures are drawn anew from their pixels: what a camera wrote into them, and what is hidden behind, is gone."""

import io
import warnings

from PIL import Image, ImageOps

from leap.core.uploads.kinds import JPEG, MOST_BYTES, PNG, TOO_LARGE, Checked, Refused

BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")
FORMATS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 40_000_000
TOO_MANY_PIXELS = "This picture is too big: it has more than 40 million dots. Please make it smaller and try again."
BROKEN = "This picture does not open. It may be broken, or another kind of file. Please choose another one."


def look_at(content: bytes, longest: int | None = None) -> Checked:
    """The picture made anew: a photo as JPEG, anything else as PNG; with no side of more dots than `longest`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Refused(TOO_MANY_PIXELS)
                made = _anew(picture, longest)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused(TOO_MANY_PIXELS) from None
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, Warning, MemoryError):
        raise Refused(BROKEN) from None
    if len(made.content) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    return made


def _anew(picture: Image.Image, longest: int | None) -> Checked:
    is_photo = picture.format == "JPEG"
    upright = ImageOps.exif_transpose(picture)
    has_holes = not is_photo and ("A" in upright.getbands() or "transparency" in upright.info)
    pixels = upright.convert("RGBA" if has_holes else "RGB")
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    if longest is not None:
        clean.thumbnail((longest, longest))  # nobody pays for dots that no page shows
    out = io.BytesIO()
    if is_photo:
        clean.save(out, "JPEG", quality=85)
    else:
        clean.save(out, "PNG")
    return Checked(JPEG if is_photo else PNG, out.getvalue())
