"""A zip that is written while it is sent: others open it, nothing of it stays in memory, half of one is none."""

import io
import shutil
import subprocess
import zipfile
import zipimport
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.media.zip_stream import AS_IT_IS, PACKED, ZipStream

AT = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)
NOISE = bytes(number * 7919 % 251 for number in range(1_000_000))


def written() -> list[bytes]:
    """A zip in the pieces in which it would be sent."""
    its, pieces = ZipStream(), []
    its.add("index.html", AT, b"<p>Hello</p>" * 1_000)
    pieces.append(its.take())
    with its.entry("photos/00001-garden.jpg", AT, AS_IT_IS) as entry:
        for start in range(0, len(NOISE), 10_000):
            entry.write(NOISE[start : start + 10_000])
            pieces.append(its.take())
    with its.entry("export.json", AT.replace(year=1979), PACKED, long=True) as entry:
        entry.write("{“Zoë”}".encode())
    its.close()
    return [*pieces, its.take()]


def test_what_comes_out_is_a_zip_with_all_that_was_put_in() -> None:
    found = zipfile.ZipFile(io.BytesIO(b"".join(written())))

    assert found.testzip() is None
    assert found.read("index.html") == b"<p>Hello</p>" * 1_000
    assert found.read("photos/00001-garden.jpg") == NOISE
    assert found.read("export.json").decode() == "{“Zoë”}"
    assert [one.date_time for one in found.infolist()] == [
        (2026, 11, 30, 8, 30, 0), (2026, 11, 30, 8, 30, 0), (1980, 11, 30, 8, 30, 0),
    ]  # fmt: skip
    assert {one.compress_type for one in found.infolist()} == {zipfile.ZIP_DEFLATED}


def test_what_was_taken_is_not_kept() -> None:
    pieces = written()

    assert max(len(one) for one in pieces) < 100_000  # of a photo of 1,000,000
    assert len(b"".join(pieces)) > 1_000_000


@pytest.mark.parametrize("cut", [1, 22, 200, 50_000])
def test_without_its_end_it_is_no_zip(cut: int) -> None:
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"".join(written())[:-cut]))


def test_what_shares_no_code_with_its_writer_reads_it(tmp_path: Path) -> None:
    (tmp_path / "copy.zip").write_bytes(b"".join(written()))
    reader = zipimport.zipimporter(str(tmp_path / "copy.zip"))  # of Python's start, which has a reader of its own

    assert reader.get_data(str(tmp_path / "copy.zip/photos/00001-garden.jpg")) == NOISE
    if shutil.which("unzip"):
        subprocess.run(["unzip", "-q", "copy.zip"], cwd=tmp_path, check=True)
        assert (tmp_path / "photos/00001-garden.jpg").read_bytes() == NOISE
