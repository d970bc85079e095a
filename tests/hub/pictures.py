"""Photos and documents as people bring them, and as nobody should."""

from __future__ import annotations

import io
import zipfile

from PIL import Image


def photo(color: str = "teal", size: tuple[int, int] = (640, 480), form: str = "JPEG", **more: object) -> bytes:
    """A photo of one color."""
    made = io.BytesIO()
    mode = "RGBA" if form in {"PNG", "WEBP"} and more.pop("through", False) else "RGB"
    image = Image.new(mode, size, color)
    if mode == "RGBA":
        image.putpixel((0, 0), (0, 0, 0, 0))
    image.save(made, form, **more)
    return made.getvalue()


def from_a_phone(size: tuple[int, int] = (4_000, 3_000)) -> bytes:
    """A photo lying on its side, with all that a phone writes into it, where it was taken among it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SecretCam of Rosa"
    places = exif.get_ifd(0x8825)
    places[1], places[2] = "N", (52.0, 31.0, 12.0)
    left = Image.new("RGB", size, "white")
    left.paste("red", (0, 0, size[0] // 2, size[1]))
    made = io.BytesIO()
    left.save(made, "JPEG", exif=exif, comment=b"hidden words", quality=90)
    return made.getvalue()


def packed(*parts: tuple[str, bytes], form: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts; what says which OpenDocument it is stands in it unpacked, as it must."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", form) as archive:
        for name, content in parts:
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return made.getvalue()


TYPES = ("[Content_Types].xml", b"<Types/>")
WORD = packed(TYPES, ("word/document.xml", b"<w:document/>"))
SHEET = packed(TYPES, ("xl/workbook.xml", b"<workbook/>"))
ODT = packed(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>"))
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
