"""What becomes of what people bring: photos are made anew, documents known by what they hold, the rest refused."""

import contextlib
import io
import random
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hub.errors import Invalid, Met, TooLarge
from hub.media.images import LONG_SIDE, SMALL_SIDE
from hub.media.naming import ENDINGS, MAX_NAME, safe_name
from hub.media.preparing import DAMAGED, LARGEST, prepared
from hub.media.scans import is_endless
from tests.hub.pictures import ODT, PDF, SHEET, TYPES, WORD, from_a_phone, packed, photo


def opened(raw: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(raw))
    image.load()
    return image


def test_a_photo_stands_upright_and_says_nothing_of_where_by_whom_and_with_what_it_was_taken() -> None:
    raw = from_a_phone()
    assert all(
        word in raw for word in (b"SecretCam", b"hidden words", b"Exif")
    )  # else the rest would prove nothing
    assert opened(raw).getexif().get_ifd(0x8825)[1] == "N"

    its = prepared("IMG_1.HEIC.jpg", raw)
    whole, small = opened(its.whole), opened(its.small or b"")

    assert (its.width, its.height) == whole.size == (1_920, LONG_SIDE)
    assert max(small.size) == SMALL_SIDE
    red, white = whole.getpixel((960, 40)), whole.getpixel((960, 2_500))
    assert red[0] > 200 > 60 > red[1]  # what was on the left is on top
    assert min(white) > 240
    for made in (its.whole, its.small or b""):
        assert not any(word in made for word in (b"SecretCam", b"hidden words", b"Exif", b"GPS", b"http"))
        assert dict(opened(made).getexif()) == {}


@pytest.mark.parametrize(
    ("raw", "name", "media_type"),
    [
        (photo(), "a.jpg", "image/jpeg"),
        (photo(form="PNG"), "a.jpg", "image/jpeg"),
        (photo(form="PNG", through=True), "a.webp", "image/webp"),
        (photo(form="WEBP"), "a.jpg", "image/jpeg"),
        (photo(form="WEBP", through=True), "a.webp", "image/webp"),
        (photo(form="GIF"), "a.jpg", "image/jpeg"),
        (PDF, "a.pdf", "application/pdf"),
        ("Grüße\tan alle\r\n".encode(), "a.txt", "text/plain"),
        (WORD, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (SHEET, "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (ODT, "a.odt", "application/vnd.oasis.opendocument.text"),
    ],
)
def test_what_it_is_is_found_in_it_and_not_in_what_it_is_called(raw: bytes, name: str, media_type: str) -> None:
    its = prepared(name, raw)

    assert (its.media_type, its.name) == (media_type, name)
    assert prepared("b.exe", raw).media_type == media_type
    assert not prepared("b.exe", raw).name.endswith(".exe")
    assert (its.small is not None) == media_type.startswith("image/")


def drawn(image: Image.Image, form: str, **more: object) -> bytes:
    made = io.BytesIO()
    image.save(made, form, **more)
    return made.getvalue()


RED, GRAY = Image.new("RGB", (30, 20), "red"), Image.new("L", (30, 20), 76)


@pytest.mark.parametrize(
    ("raw", "color"),
    [
        (drawn(RED, "MPO", save_all=True, append_images=[RED.copy()]), (254, 0, 0)),  # two pictures of a phone
        (drawn(RED.convert("CMYK"), "JPEG"), (254, 0, 0)),
        (drawn(RED.convert("P"), "PNG"), (254, 0, 0)),
        (drawn(GRAY, "JPEG"), (76, 76, 76)),
        (drawn(GRAY.convert("LA"), "PNG"), (76, 76, 76)),
        (drawn(Image.new("I;16", (30, 20), 76 * 257), "PNG"), (76, 76, 76)),
        (drawn(RED, "JPEG", icc_profile=b"no profile"), (254, 0, 0)),
        (drawn(RED, "JPEG", xmp=b"<x:xmpmeta>SecretCam</x:xmpmeta>"), (254, 0, 0)),
        (drawn(Image.new("RGB", (20_000, 1), "red"), "PNG"), (254, 0, 0)),
    ],
)
def test_however_an_image_keeps_its_colors_they_are_shown_and_nothing_else_is_kept(
    raw: bytes, color: tuple[int, int, int]
) -> None:
    its = prepared("a.jpg", raw)

    assert all(abs(one - other) < 3 for one, other in zip(opened(its.whole).getpixel((0, 0)), color, strict=True))
    assert b"SecretCam" not in its.whole


def test_of_a_picture_that_moves_the_first_stays() -> None:
    made, frames = io.BytesIO(), [Image.new("RGB", (64, 64), color) for color in ("red", "blue")]
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:], duration=50)
    its = opened(prepared("a.gif", made.getvalue()).whole)

    assert getattr(its, "n_frames", 1) == 1
    assert its.getpixel((5, 5))[0] > 200


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of some octets that unpacks to as many pixels as it says."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


LIES: dict[str, bytes] = {
    "nothing": b"",
    "cut off": photo(size=(2_000, 2_000))[:-4_000],
    "a PNG cut off": photo(form="PNG")[:200],
    "only the beginning of a JPEG": b"\xff\xd8\xff\xe0" + bytes(100),
    "only the beginning of a PNG": b"\x89PNG\r\n\x1a\n" + bytes(60),
    "only the beginning of a GIF": b"GIF89a" + bytes(40),
    "only the beginning of a WebP": b"RIFF\x10\0\0\0WEBPVP8 " + bytes(30),
    "a PNG that holds a tenth of what it says": png_that_says(3_000, 3_000),
    "a zip": packed(("a.txt", b"Hello")),
    "a zip that is cut off": packed(TYPES, ("word/document.xml", b"x" * 5_000), form=0)[:600],
    "Word with macros": packed(TYPES, ("word/document.xml", b""), ("word/vbaProject.bin", b"x")),
    "LibreOffice with macros": packed(
        ("mimetype", b"application/vnd.oasis.opendocument.text"), ("Basic/Standard/Module1.xml", b"x")
    ),
    "OpenDocument of another kind": packed(("mimetype", b"application/vnd.oasis.opendocument.base")),
    "a zip that is called OpenDocument": packed(("mimetype", b"application/zip")),
    "a zip of too many parts": packed(*((f"{n}", b"") for n in range(5_000)), TYPES, ("word/document.xml", b"")),
    "a program": b"MZ\x90\0\x03\0\0\0" + bytes(64),
    "a film": b"\0\0\0\x18ftypmp42" + bytes(64),
    "text in no charset": b"\xff\xfe\xfd caf\xe9",
    "text with what nobody sees": b"Hello\x00 you",
    "an old Word document": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512),
}


@pytest.mark.parametrize("raw", LIES.values(), ids=LIES)
def test_what_is_not_taken_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(Invalid) as met:
        prepared("garden.jpg", raw)
    assert met.value.sentence.endswith(".")


def test_a_refusal_says_what_is_taken_and_what_to_do_about_a_phones_own_form() -> None:
    with pytest.raises(Invalid, match=r"Taken are photos \(JPEG, PNG, WebP, GIF\), PDF"):
        prepared("a.zip", LIES["a zip"])
    with pytest.raises(Invalid, match="Choose JPEG in the camera’s settings"):
        prepared("IMG_1.HEIC", b"\0\0\0\x24ftypheic" + bytes(64))


@pytest.mark.parametrize(("width", "height"), [(7_100, 7_100), (30_000, 30_000), (2_000_000_000, 2)])
def test_what_unpacks_to_more_than_any_phone_makes_is_refused_unopened(width: int, height: int) -> None:
    with pytest.raises(Met) as met:
        prepared("bomb.png", png_that_says(width, height))
    assert isinstance(met.value, TooLarge | Invalid)
    if width < 1_000_000:
        assert "50 megapixels" in met.value.sentence


MEGABYTE = 1_000_000


@pytest.mark.parametrize("form", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_document_that_lies_about_how_large_it_gets_is_refused_and_never_unpacked(form: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", form) as archive:
        archive.writestr("mimetype", bytes(20 * MEGABYTE))
    honest = (20 * MEGABYTE).to_bytes(4, "little")
    raw = made.getvalue().replace(honest, (39).to_bytes(4, "little"))
    assert honest in made.getvalue()
    assert len(raw) < MEGABYTE / 10

    tracemalloc.start()
    try:
        with pytest.raises(Invalid, match="of this kind is not taken"):
            prepared("plan.odt", raw)
        (_, most) = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MEGABYTE


def test_a_document_that_says_what_it_is_only_to_who_has_its_password_is_refused() -> None:
    raw = bytearray(ODT)
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Invalid, match="of this kind is not taken"):
        prepared("plan.odt", bytes(raw))


def progressive(scans: int) -> bytes:
    """A JPEG that goes over its pixels ever again, which is nothing wrong."""
    raw = drawn(RED, "JPEG", progressive=True)
    last, there = raw.rindex(b"\xff\xda"), raw.count(b"\xff\xda")
    return raw[:-2] + raw[last:-2] * (scans - there) + raw[-2:]


def noisy(**more: object) -> bytes:
    size = (300, 200)
    return drawn(Image.frombytes("RGB", size, random.Random(1).randbytes(size[0] * size[1] * 3)), "JPEG", **more)


def test_a_photo_that_goes_over_its_pixels_for_hours_is_refused_unopened() -> None:
    assert opened(progressive(101)).size == RED.size  # a decoder would go along with it
    assert prepared("a.jpg", progressive(100)).width == RED.width
    for raw in (progressive(101), progressive(20_000), photo()[:2] + b"\xff\xfe\0\2" * 5_000 + photo()[2:]):
        with pytest.raises(Invalid) as met:
            prepared("a.jpg", raw)
        assert met.value.sentence == DAMAGED


@pytest.mark.parametrize(
    "raw",
    [
        photo() + b"\0\0\0\x18ftypmp42" + b"\xff\xda\0\x0c" * 10_000,  # a photo that moves: a film behind it
        drawn(RED, "JPEG", comment=b"\xff\xda\0\x0c" * 1_000),
        noisy(quality=100, restart_marker_blocks=1),
        noisy(quality=100, progressive=True),
    ],
)
def test_what_only_looks_like_many_scans_is_a_photo(raw: bytes) -> None:
    assert not is_endless(raw)
    assert opened(prepared("a.jpg", raw).whole).size == opened(raw).size


def test_a_file_is_as_large_as_is_taken_and_not_larger() -> None:
    assert len(prepared("a.txt", b"x" * LARGEST).whole) == LARGEST
    with pytest.raises(TooLarge, match="up to 20 MB"):
        prepared("a.txt", b"x" * (LARGEST + 1))


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_photo_is_shown_or_refused_and_breaks_nothing(data: st.DataObject) -> None:
    raw = bytearray(photo(form=data.draw(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"])), size=(64, 48)))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Met):  # anything else would be a bug
        assert len(prepared("a.jpg", bytes(raw)).whole) > 0


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("garden.jpg", "garden.jpg"),
        ("Garden.JPEG", "Garden.JPEG"),
        ("IMG 1.HEIC", "IMG 1.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\fakepath\\a.png", "a.jpg"),
        ("a\u202egpj.exe", "agpj.exe.jpg"),
        ("a\r\nSet-Cookie: b", "aSet-Cookie b.jpg"),
        ("", "photo.jpg"),
        ("...", "photo.jpg"),
        (".jpg", "jpg.jpg"),
        ("J. Smith", "J. Smith.jpg"),
        ("Ñandú 🦤.jpg", "Ñandú 🦤.jpg"),
    ],
)
def test_a_name_is_kept_as_far_as_it_is_one(said: str, name: str) -> None:
    assert safe_name(said, "image/jpeg") == name


@given(st.text(max_size=400), st.sampled_from(sorted(ENDINGS)))
def test_every_name_is_short_plain_and_ends_as_its_type_does(said: str, media_type: str) -> None:
    name = safe_name(said, media_type)

    assert name.rpartition(".")[2].lower() in ENDINGS[media_type]
    assert 0 < len(name.rpartition(".")[0]) <= MAX_NAME
    assert not set(name) & set('/\\\r\n\0<>:"|?*\u202e')
    assert name.encode("utf-8")
    assert safe_name(name, media_type) == name
