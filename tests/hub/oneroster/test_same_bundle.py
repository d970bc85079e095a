"""This file tests that the form in which a bundle comes makes no difference to what it says."""

import csv
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.oneroster.read import read

from .bundles import as_1_2, folder, packed, school, with_manifest, zipped

words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
names = st.lists(words, min_size=1, max_size=3).map(" ".join)
quoted = st.sampled_from(["a, b", 'a "b" c', "a\nb", "a\r\nb", "'", ";", "", " "])


@st.composite
def forms(draw, tables):
    """The same tables with the columns in any order and any case, further columns, and further files."""
    if draw(st.booleans()):
        tables = as_1_2(tables)
    if draw(st.booleans()):
        tables = with_manifest(tables, oneroster__version="1.2" if "roles.csv" in tables else "1.1")
    case = draw(st.sampled_from([str, str.lower, str.upper]))
    return {file: reordered(draw, rows, case) for file, rows in tables.items()}


def reordered(draw, rows, case):
    extra = {f"metadata.{name}": draw(quoted) for name in draw(st.sets(st.sampled_from("xyz")))}
    columns = draw(st.permutations([*rows[0], *extra]))
    return [{case(column): (row | extra)[column] for column in columns} for row in rows]


@st.composite
def packages(draw, tables):
    """How the tables are written down, and where."""
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    # below another line ending, the writer leaves a line feed in a value without quotes
    sparing = newline != "\r" and draw(st.booleans())
    quoting = csv.QUOTE_MINIMAL if sparing else csv.QUOTE_ALL
    files = packed(draw(forms(tables)), bom=draw(st.booleans()), newline=newline, quoting=quoting)
    others = {
        "demographics.csv": b"\xff\0",
        "readme.txt": b"",
        "userProfiles.csv": b"sourcedId\n",
        "results.csv": b"",
    }
    files |= {name: others[name] for name in draw(st.sets(st.sampled_from(sorted(others))))}
    prefix = draw(st.sampled_from(["", "export/"]))
    shadow = {"__MACOSX/._users.csv": b"\0", "__MACOSX/users.csv": b"\0"} if draw(st.booleans()) else {}
    files = {prefix + name: content for name, content in files.items()} | shadow
    return draw(st.sampled_from([folder, zipped])), files


@settings(deadline=None, max_examples=200)
@given(data=st.data(), given_name=names, family=names, title=names)
def test_the_same_roster_reads_the_same_in_every_form(tmp_path_factory, data, given_name, family, title):
    tables = school(
        rosa={"givenName": given_name, "familyName": f'{family}, "R"', "sms": "+1 202 555 0101"},
        acorns={"title": title},
        mia={"agentSourcedIds": "rosa, ines"},
    )
    plain = read(folder(tmp_path_factory.mktemp("plain"), packed(tables)))
    make, files = data.draw(packages(tables))

    reading = read(make(tmp_path_factory.mktemp("form") / "bundle", files))

    assert plain.bundle is not None
    assert reading.problems == ()
    assert reading.bundle is not None
    assert replace(reading.bundle, rows=0) == replace(plain.bundle, rows=0)
    assert reading.bundle.people[2].given == given_name


@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_the_order_of_rows_makes_no_difference(tmp_path_factory, data):
    tables = as_1_2(school())
    plain = read(folder(tmp_path_factory.mktemp("plain"), packed(tables)))
    shuffled = {file: data.draw(st.permutations(rows)) for file, rows in tables.items()}

    reading = read(folder(tmp_path_factory.mktemp("shuffled"), packed(shuffled)))

    assert plain.bundle is not None
    assert reading == plain
