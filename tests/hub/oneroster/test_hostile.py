"""This file tests bundles that somebody made to do harm, or that broke on their way: each gets an answer."""

import os
import struct
import zipfile
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.oneroster import unpack
from hub.oneroster.read import read

from .bundles import as_1_2, folder, packed, school, with_manifest, zipped

NOBODY = 65_534
FILES = packed(with_manifest(as_1_2(school()), oneroster__version="1.2"))


def told(reading):
    assert reading.bundle is None
    return [(each.file, each.reason) for each in reading.problems]


def test_the_bundle_that_the_others_here_are_made_of_is_sound(tmp_path):
    assert read(zipped(tmp_path / "a.zip", FILES)).problems == ()


@pytest.mark.parametrize("name", ["missing.zip", "missing/deeper", "a\0b", "x" * 5_000])
def test_a_path_where_nothing_is_is_a_problem(tmp_path, name):
    [(_, reason)] = told(read(tmp_path / name))

    assert "no such file" in reason or "cannot be read" in reason


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "users.csv")

    assert told(read(tmp_path / "users.csv"))
    assert told(read(tmp_path))


def test_an_empty_folder_and_one_of_other_things_are_problems(tmp_path):
    [(_, reason)] = told(read(tmp_path))
    assert "no OneRoster files" in reason

    [(_, other)] = told(read(folder(tmp_path, {"a/b/users.csv": b"", "notes.txt": b""})))

    assert other == reason


@contextmanager
def without_rights(path):
    """Whoever runs the tests as root becomes nobody for a while, as root may read everything."""
    path.chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        path.chmod(0o700)


@pytest.mark.parametrize("kind", ["zip", "folder", "file"])
def test_what_may_not_be_read_is_a_problem(tmp_path, kind):
    for parent in [tmp_path, *tmp_path.parents[:2]]:
        parent.chmod(0o755)
    bundle = zipped(tmp_path / "a.zip", FILES) if kind == "zip" else folder(tmp_path / "a", FILES)

    with without_rights(bundle / "users.csv" if kind == "file" else bundle):
        [(_, reason)] = told(read(bundle))

    assert "permissions" in reason


@pytest.mark.parametrize("content", [b"", b"PK", b"sourcedId,name\n", b"PK\x05\x06" + bytes(18), b"\0" * 1_000])
def test_what_is_no_zip_is_a_problem(tmp_path, content):
    (tmp_path / "a.zip").write_bytes(content)

    assert len(told(read(tmp_path / "a.zip"))) == 1


def test_a_zip_that_was_cut_off_is_a_problem(tmp_path):
    whole = zipped(tmp_path / "a.zip", FILES).read_bytes()
    for length in range(0, len(whole), 97):
        (tmp_path / "a.zip").write_bytes(whole[:length])

        assert told(read(tmp_path / "a.zip"))


def test_a_damaged_file_in_a_zip_is_named(tmp_path):
    path = zipped(tmp_path / "a.zip", FILES, method=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"Rosa", b"Rose", 1))

    [(file, reason)] = told(read(path))

    assert file == "users.csv"
    assert "damaged" in reason


def test_a_file_behind_a_password_is_named(tmp_path):
    path = zipped(tmp_path / "a.zip", {"users.csv": FILES["users.csv"]})
    packed_bytes = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed_bytes[packed_bytes.index(mark) + flags] |= 1
    path.write_bytes(packed_bytes)

    assert (
        "users.csv",
        "This file is protected with a password. Make the zip file again without one.",
    ) in told(read(path))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_cannot_be_bounded_is_refused(tmp_path, method):
    reading = read(zipped(tmp_path / "a.zip", FILES, method=method))

    assert {reason.split(".")[0] for _, reason in told(reading)} == {"This file is packed in an unusual way"}


def test_a_zip_bomb_is_refused_whatever_its_header_says(tmp_path):
    path = zipped(tmp_path / "a.zip", FILES | {"users.csv": bytes(unpack.UNPACKED + 1)})
    honest = told(read(path))
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<L", unpack.UNPACKED + 1), struct.pack("<L", 10)))

    lying = told(read(path))

    assert "larger than 100 MiB" in honest[0][1]
    assert lying[0][0] == "users.csv"


def test_the_limit_is_on_all_files_together(tmp_path):
    half = bytes(unpack.UNPACKED // 2 + 1)

    reading = read(zipped(tmp_path / "a.zip", FILES | {"users.csv": half, "enrollments.csv": half}))

    assert "larger than 100 MiB" in " ".join(reason for _, reason in told(reading))


def test_files_that_nobody_reads_are_never_unpacked(tmp_path):
    path = zipped(tmp_path / "a.zip", FILES | {"results.csv": bytes(unpack.UNPACKED + 1)})

    assert read(path).problems == ()


def test_a_zip_file_larger_than_any_roster_is_refused(tmp_path):
    with (tmp_path / "a.zip").open("wb") as file:
        file.truncate(unpack.UNPACKED + 1)

    [(_, reason)] = told(read(tmp_path / "a.zip"))

    assert "larger than 100 MiB" in reason


@pytest.mark.parametrize(
    ("make", "count"),
    [(folder, unpack.ENTRIES + 1), (zipped, unpack.ENTRIES + 1), (zipped, 20_000)],
)
def test_more_files_than_any_bundle_has_are_refused(tmp_path, make, count):
    [(_, reason)] = told(read(make(tmp_path / "a", {f"{each}.csv": b"" for each in range(count)})))

    assert "more than 64 files" in reason


@pytest.mark.parametrize("prefix", ["../", "/", "../../etc/", "a/../../", "C:/x/"])
def test_names_that_lead_out_of_the_zip_lead_nowhere(tmp_path, prefix):
    bad = {f"{prefix}{name}": b"\xff\xff" for name in FILES}

    assert read(zipped(tmp_path / "a.zip", FILES | bad)).problems == ()
    assert told(read(zipped(tmp_path / "b.zip", bad)))


def test_a_file_that_is_there_twice_is_a_problem(tmp_path):
    reading = read(zipped(tmp_path / "a.zip", FILES | {"USERS.CSV": FILES["users.csv"]}))

    assert told(reading) == [("users.csv", "This file is in the bundle twice. Leave only the right one in it.")]


def test_files_in_two_folders_are_a_problem(tmp_path):
    two = {f"{where}/{name}": content for where in "ab" for name, content in FILES.items()}

    [(_, reason)] = told(read(zipped(tmp_path / "a.zip", two)))

    assert "several folders" in reason


@settings(deadline=None, max_examples=150)
@given(data=st.data(), name=st.sampled_from(sorted(FILES)))
def test_whatever_bytes_a_file_has_there_is_an_answer(tmp_path_factory, data, name):
    content = data.draw(st.one_of(st.binary(max_size=300), damaged(FILES[name])))

    reading = read(zipped(tmp_path_factory.mktemp("a") / "a.zip", FILES | {name: content}))

    assert (reading.bundle is None) == bool(reading.problems)


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_whatever_bytes_a_zip_has_there_is_an_answer(tmp_path_factory, data):
    at = tmp_path_factory.mktemp("a") / "a.zip"
    at.write_bytes(data.draw(damaged(zipped(at, FILES).read_bytes())))

    reading = read(at)

    assert (reading.bundle is None) == bool(reading.problems)


@st.composite
def damaged(draw, content):
    """The content with a few pieces of it replaced."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(content)))
        piece = draw(st.one_of(st.binary(max_size=4), st.sampled_from([b'"', b"\0", b",", b"\r", b"\n,"])))
        content = content[:at] + piece + content[at + draw(st.integers(0, 4)) :]
    return content
