"""This file tests what a sound bundle means: who is what, where, whose guardian, what is warned of."""

from datetime import date

import pytest

from hub.oneroster.read import read
from hub.oneroster.rows import (
    AssignmentRow,
    GuardianRow,
    PersonRow,
    PlacementRow,
    RoomRow,
    SchoolRow,
    StudentRow,
)

from .bundles import as_1_2, folder, packed, school, with_manifest, with_rows

OTHER = {"sourcedId": "elm", "name": "Elm Street", "type": "school"}
DISTRICT = {"sourcedId": "district", "name": "The district", "type": "district"}
BEGIN = date(2026, 8, 24)


@pytest.fixture
def bundle_of(tmp_path):
    def bundle_of(tables):
        reading = read(folder(tmp_path, packed(tables)))
        assert reading.problems == ()
        return reading.bundle

    return bundle_of


@pytest.fixture
def warnings_of(tmp_path):
    def warnings_of(tables):
        reading = read(folder(tmp_path, packed(tables)))
        assert reading.bundle is not None
        return [(each.file, each.line, each.column) for each in reading.warnings]

    return warnings_of


def roles_in(bundle, user):
    return {(person.school, person.role) for person in bundle.people if person.user == user}


def person(user, role, given, family):
    address = f"{user}@families.example"
    names = {"user": user, "school": "maple", "role": role, "given": given, "family": family}
    return PersonRow(**names, email=address, sms=None, phone=None)


@pytest.mark.parametrize("spelling", [lambda tables: tables, as_1_2], ids=["1.1", "1.2"])
def test_a_small_school_is_read_as_it_is(bundle_of, spelling):
    bundle = bundle_of(spelling(school()))

    assert bundle.schools == (SchoolRow(source="maple", name="Maple Street"),)
    assert bundle.rooms == (
        RoomRow(source="acorns", school="maple", name="Acorns"),
        RoomRow(source="saplings", school="maple", name="Saplings"),
    )
    assert bundle.students == (StudentRow(source="mia", school="maple", given="Mia", family="Alvarez"),)
    assert bundle.people == (
        person("ana", "staff", "Ana", "Reyes"),
        person("ines", "admin", "Ines", "Walker"),
        person("rosa", "guardian", "Rosa", "Alvarez"),
    )
    assert bundle.guardians == (GuardianRow(school="maple", user="rosa", student="mia"),)
    assert bundle.placements == (PlacementRow(school="maple", student="mia", room="acorns", begin=BEGIN, end=None),)
    assert bundle.assignments == (AssignmentRow(school="maple", user="ana", room="acorns", begin=BEGIN, end=None),)


def test_rows_counts_what_was_read_without_the_manifest(bundle_of):
    assert bundle_of(with_manifest(school(), file__orgs="bulk")).rows == 1 + 2 + 4 + 2


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("teacher", "staff"),
        ("Aide", "staff"),
        ("administrator", "admin"),
        ("siteAdministrator", "admin"),
        ("SYSTEMADMINISTRATOR", "admin"),
        ("districtAdministrator", "admin"),
        ("principal", "admin"),
        ("guardian", "guardian"),
        ("parent", "guardian"),
        ("relative", "guardian"),
    ],
)
def test_each_role_word_has_its_side(bundle_of, word, role):
    bundle = bundle_of(with_rows(school(), "users.csv", {"sourcedId": "kim", "role": word}))

    assert roles_in(bundle, "kim") == {("maple", role)}


def test_whoever_is_staff_and_guardian_is_there_once_for_each_side(bundle_of):
    tables = as_1_2(school(mia={"agentSourcedIds": "rosa, ana"}))
    tables = with_rows(tables, "roles.csv", {"sourcedId": "r-ana-2", "role": "parent", "userSourcedId": "ana"})

    bundle = bundle_of(tables)

    assert roles_in(bundle, "ana") == {("maple", "staff"), ("maple", "guardian")}
    assert GuardianRow(school="maple", user="ana", student="mia") in bundle.guardians


def test_admin_beats_staff_in_whatever_order_they_stand(bundle_of):
    tables = as_1_2(school())
    tables = with_rows(tables, "roles.csv", {"sourcedId": "r-1", "userSourcedId": "ana", "role": "principal"})
    tables = with_rows(tables, "roles.csv", {"sourcedId": "r-2", "userSourcedId": "ines", "role": "aide"})

    bundle = bundle_of(tables)

    assert roles_in(bundle, "ana") == roles_in(bundle, "ines") == {("maple", "admin")}


def test_two_users_may_share_one_email(bundle_of):
    bundle = bundle_of(school(rosa={"email": "ana@families.example"}))

    assert [each.email for each in bundle.people].count("ana@families.example") == 2


@pytest.mark.parametrize("who_lists", ["student", "guardian", "both"])
def test_a_guardian_is_tied_to_a_student_from_either_row(bundle_of, who_lists):
    mia = {"agentSourcedIds": "" if who_lists == "guardian" else "rosa"}
    rosa = {"agentSourcedIds": "" if who_lists == "student" else "mia"}

    bundle = bundle_of(school(mia=mia, rosa=rosa))

    assert bundle.guardians == (GuardianRow(school="maple", user="rosa", student="mia"),)


def test_a_guardian_belongs_to_each_school_of_their_student(bundle_of):
    tables = with_rows(school(mia={"orgSourcedIds": "maple,elm"}), "orgs.csv", OTHER)

    bundle = bundle_of(tables)

    assert {each.school for each in bundle.students} == {"maple", "elm"}
    assert roles_in(bundle, "rosa") == {("maple", "guardian"), ("elm", "guardian")}
    assert len(bundle.guardians) == 2


def test_an_admin_of_a_district_is_one_in_each_of_its_schools_and_a_teacher_is_not(bundle_of):
    orgs = [DISTRICT, OTHER | {"parentSourcedId": "district"}]
    tables = with_rows(
        school(ines={"orgSourcedIds": "district"}, ana={"orgSourcedIds": "maple,district"}), "orgs.csv"
    )
    tables["orgs.csv"] = [row | {"parentSourcedId": "district"} for row in tables["orgs.csv"]]
    tables["orgs.csv"] += [{"parentSourcedId": ""} | row for row in orgs]

    bundle = bundle_of(tables)

    assert roles_in(bundle, "ines") == {("maple", "admin"), ("elm", "admin")}
    assert roles_in(bundle, "ana") == {("maple", "staff")}


def test_schools_that_lie_in_each_other_end_the_search(bundle_of):
    tables = school()
    rows = [("a", "b"), ("b", "a"), ("maple", "a")]
    tables["orgs.csv"] = [
        {
            "sourcedId": org,
            "name": org,
            "type": "school" if org == "maple" else "district",
            "parentSourcedId": up,
        }
        for org, up in rows
    ]

    assert len(bundle_of(tables).schools) == 1


def test_a_district_that_has_classes_counts_as_a_school_with_a_warning(tmp_path):
    reading = read(folder(tmp_path, packed(school(maple={"type": "district"}))))

    assert reading.bundle is not None
    assert [each.source for each in reading.bundle.schools] == ["maple"]
    assert [(each.file, each.line, each.column) for each in reading.warnings] == [("orgs.csv", 2, "type")]


@pytest.mark.parametrize("word", ["teacher", "aide", "administrator", "proctor"])
def test_staff_have_a_room_by_any_of_the_words_for_it(bundle_of, word):
    assert len(bundle_of(school(e_ana={"role": word})).assignments) == 1


def test_an_admin_may_have_a_room(bundle_of):
    assert bundle_of(school(e_ana={"userSourcedId": "ines"})).assignments[0].user == "ines"


def test_a_change_of_rooms_keeps_both_places(bundle_of):
    later = {"sourcedId": "e-2", "userSourcedId": "mia", "role": "student", "classSourcedId": "saplings"}
    tables = with_rows(
        school(e_mia={"endDate": "2026-10-01"}), "enrollments.csv", later | {"beginDate": "2026-10-01"}
    )

    assert [(each.room, each.begin, each.end) for each in bundle_of(tables).placements] == [
        ("acorns", BEGIN, date(2026, 9, 30)),
        ("saplings", date(2026, 10, 1), None),
    ]


GONE = [{"status": "tobedeleted"}, {"status": "ToBeDeleted"}]


@pytest.mark.parametrize("gone", GONE)
def test_who_is_left_out_takes_every_tie_along_quietly(tmp_path, gone):
    reading = read(folder(tmp_path, packed(school(rosa=gone, ana=gone))))

    assert reading.problems == ()
    assert reading.bundle is not None
    assert [each.user for each in reading.bundle.people] == ["ines"]
    assert (reading.bundle.guardians, reading.bundle.assignments) == ((), ())
    assert [each.column for each in reading.warnings] == ["sourcedId"]  # Mia has no guardian now


def test_enabled_user_false_cuts_off_staff_and_never_a_child_or_a_parent(bundle_of):
    off = {"enabledUser": "FALSE"}
    bundle = bundle_of(school(rosa=off, ana=off, mia=off))

    assert [each.user for each in bundle.people] == ["ines", "rosa"]
    assert [each.source for each in bundle.students] == ["mia"]
    assert [each.user for each in bundle.guardians] == ["rosa"]
    assert bundle.assignments == ()


def test_a_school_that_is_left_out_takes_its_rooms_and_people_along_quietly(tmp_path):
    tables = with_rows(school(), "orgs.csv", OTHER)
    tables["orgs.csv"] = [
        row | {"status": "tobedeleted" if row["name"] == "Maple Street" else ""} for row in tables["orgs.csv"]
    ]

    reading = read(folder(tmp_path, packed(tables)))

    assert (reading.problems, reading.warnings) == ((), ())
    assert reading.bundle is not None
    assert [each.source for each in reading.bundle.schools] == ["elm"]
    assert (reading.bundle.rooms, reading.bundle.people, reading.bundle.placements) == ((), (), ())


def test_a_row_that_is_left_out_may_have_empty_names(bundle_of):
    assert len(bundle_of(school(ines={"status": "tobedeleted", "givenName": "", "email": "?"})).people) == 2


@pytest.mark.parametrize(
    ("sms", "number"),
    [
        ("+12025550101", "+12025550101"),
        ("(202) 555-0101", "+12025550101"),
        ("202.555.0101", "+12025550101"),
        ("+44 7400 123456", "+447400123456"),
    ],
)
def test_a_number_for_texts_is_kept_in_one_form_and_a_phone_as_it_stands(bundle_of, sms, number):
    bundle = bundle_of(school(rosa={"sms": sms, "phone": " ext. 12, ask for Rosa "}))

    assert (bundle.people[2].sms, bundle.people[2].phone) == (number, "ext. 12, ask for Rosa")


def test_a_student_may_have_an_address_that_is_none(bundle_of):
    assert len(bundle_of(school(mia={"email": "none", "sms": "none"})).students) == 1


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"rosa": {"sms": "call me"}}, ("users.csv", 5, "sms")),
        ({"rosa": {"sms": "12"}}, ("users.csv", 5, "sms")),
        ({"rosa": {"sms": "+1 202 555 0101 ext. 7"}}, ("users.csv", 5, "sms")),
        ({"mia": {"agentSourcedIds": "rosa,ana"}}, ("users.csv", 4, "agentSourcedIds")),
        ({"e_mia": {"userSourcedId": "rosa", "role": "parent"}}, ("enrollments.csv", 3, "role")),
        ({"e_mia": {"userSourcedId": "rosa", "role": "teacher"}}, ("enrollments.csv", 3, "role")),
        ({"e_ana": {"role": "student"}}, ("enrollments.csv", 2, "role")),
        ({"e_ana": {"role": "mascot"}}, ("enrollments.csv", 2, "role")),
        ({"ines": {"role": "counselor"}}, ("users.csv", 3, "role")),
        ({"mia": {"agentSourcedIds": ""}}, ("users.csv", 5, "sourcedId")),
        ({"e_mia": {"userSourcedId": "ana", "role": "aide"}}, ("users.csv", 4, "sourcedId")),
    ],
)
def test_what_can_be_left_aside_is_only_warned_of(warnings_of, changes, where):
    assert where not in warnings_of(school())

    assert where in warnings_of(school(**changes))


def test_a_number_that_is_none_is_left_out(bundle_of):
    assert bundle_of(school(rosa={"sms": "call me"})).people[2].sms is None


def test_an_unknown_role_is_warned_of_once_at_its_first_line(warnings_of):
    tables = school(ana={"role": "Counselor"}, ines={"role": "counselor"})

    assert warnings_of(tables) == [("enrollments.csv", 2, "userSourcedId"), ("users.csv", 2, "role")]


def test_a_place_in_a_room_brings_along_the_school_with_a_warning(tmp_path):
    tables = with_rows(school(ana={"orgSourcedIds": "elm"}), "orgs.csv", OTHER)

    reading = read(folder(tmp_path, packed(tables)))

    assert reading.bundle is not None
    assert roles_in(reading.bundle, "ana") == {("maple", "staff"), ("elm", "staff")}
    assert [(each.line, each.column) for each in reading.warnings] == [(2, "schoolSourcedId")]


def test_a_user_without_a_role_is_warned_of(warnings_of):
    tables = as_1_2(school())
    tables["roles.csv"] = [row for row in tables["roles.csv"] if row["userSourcedId"] != "ines"]

    assert warnings_of(tables) == [("users.csv", 3, "sourcedId")]


def test_a_role_with_an_end_is_warned_of(warnings_of):
    tables = as_1_2(school())
    tables["roles.csv"] = [row | {"endDate": "2027-06-30"} for row in tables["roles.csv"]]

    assert warnings_of(tables) == [("roles.csv", 2, "endDate")]


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.2.1"])
@pytest.mark.parametrize("spelling", [lambda tables: tables, as_1_2], ids=["1.1", "1.2"])
def test_roles_are_found_even_where_the_manifest_names_the_other_version(bundle_of, version, spelling):
    bundle = bundle_of(with_manifest(spelling(school()), oneroster__version=version))

    assert len(bundle.people) == 3


def test_what_is_left_out_of_one_file_is_left_out_quietly(tmp_path):
    gone = {"status": "tobedeleted"}
    tables = as_1_2(school(saplings=gone, e_ana=gone))
    tables["roles.csv"][1] |= gone
    tables["classes.csv"][0] |= {"status": "active"}

    reading = read(folder(tmp_path, packed(tables)))

    assert (reading.problems, reading.warnings) == ((), ())
    assert reading.bundle is not None
    assert [each.source for each in reading.bundle.rooms] == ["acorns"]
    assert reading.bundle.assignments == ()
    assert roles_in(reading.bundle, "ines") == set()


def test_staff_of_a_district_belong_where_they_have_a_room_and_else_nowhere(tmp_path):
    tables = school(ana={"orgSourcedIds": "district"}, ines={"orgSourcedIds": "district", "role": "aide"})
    tables["orgs.csv"] = [row | {"parentSourcedId": "district"} for row in tables["orgs.csv"]]
    tables["orgs.csv"] += [DISTRICT | {"parentSourcedId": ""}]

    reading = read(folder(tmp_path, packed(tables)))

    assert reading.bundle is not None
    assert roles_in(reading.bundle, "ana") == {("maple", "staff")}
    assert roles_in(reading.bundle, "ines") == set()
    assert [(each.line, each.column) for each in reading.warnings] == [(3, "sourcedId")]


def test_an_admin_of_a_school_has_no_right_in_the_schools_below_it(bundle_of):
    tables = school()
    tables["orgs.csv"] = [row | {"parentSourcedId": ""} for row in tables["orgs.csv"]]
    tables["orgs.csv"] += [OTHER | {"parentSourcedId": "maple"}]

    assert roles_in(bundle_of(tables), "ines") == {("maple", "admin")}


@pytest.mark.parametrize(
    ("named", "pays"), [("", {"rosa": True, "tom": True}), ("rosa", {"rosa": True, "tom": False}),
                        ("tom,rosa", {"rosa": True, "tom": True})],
)  # fmt: skip
def test_b6_where_a_bundle_names_payers_only_they_pay(bundle_of, named, pays):
    payers = "metadata.payerSourcedIds"
    tables = with_rows(school(), "users.csv", {"sourcedId": "tom", "role": "parent", "agentSourcedIds": "mia"})
    for row in tables["users.csv"]:
        row[payers] = named if row["sourcedId"] == "mia" else ""

    assert {row.user: row.payer for row in bundle_of(tables).guardians} == pays


def test_a_payer_who_is_no_guardian_is_warned_of_and_ignored(warnings_of):
    tables = school()
    for row in tables["users.csv"]:
        row["metadata.payerSourcedIds"] = "rosa,ana" if row["sourcedId"] == "mia" else ""

    assert ("users.csv", 4, "metadata.payerSourcedIds") in warnings_of(tables)


@pytest.mark.parametrize("family", ["", "  ", "."])
def test_who_has_one_name_alone_is_a_person_like_any_other(bundle_of, family):
    bundle = bundle_of(school(mia={"givenName": "Suharto", "familyName": family}, rosa={"familyName": family}))

    assert [(one.given, one.family) for one in bundle.students] == [("Suharto", family.strip())]
    assert ("Rosa", family.strip()) in [(one.given, one.family) for one in bundle.people]
