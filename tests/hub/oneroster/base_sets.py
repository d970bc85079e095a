"""This file makes bundles of the shape of the standard's own reference data: all files, no real people."""

from tests.hub.oneroster.bundles import Tables

WORDS = {
    "academicSessions": "title type startDate endDate parentSourcedId schoolYear",
    "categories": "title",
    "classes": "title grades courseSourcedId classCode classType location schoolSourcedId termSourcedIds subjects"
    " subjectCodes periods",
    "classResources": "title classSourcedId resourceSourcedId",
    "courses": "schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes",
    "courseResources": "title courseSourcedId resourceSourcedId",
    "demographics": "birthDate sex americanIndianOrAlaskaNative asian blackOrAfricanAmerican"
    " nativeHawaiianOrOtherPacificIslander white demographicRaceTwoOrMoreRaces hispanicOrLatinoEthnicity"
    " countryOfBirthCode stateOfBirthAbbreviation cityOfBirth publicSchoolResidenceStatus",
    "enrollments": "classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate",
    "lineItems": "title description assignDate dueDate classSourcedId categorySourcedId gradingPeriodSourcedId"
    " resultValueMin resultValueMax",
    "orgs": "name type identifier parentSourcedId",
    "resources": "vendorResourceId title roles importance vendorId applicationId",
    "results": "lineItemSourcedId studentSourcedId scoreStatus score scoreDate comment",
    "users": "enabledUser orgSourcedIds role username userIds givenName familyName middleName identifier email sms"
    " phone agentSourcedIds grades password",
}
"""The columns of 1.1 behind sourcedId, status and dateLastModified, in the order of the standard."""

IN_1_2 = WORDS | {
    "users": "enabledUser username userIds givenName familyName middleName identifier email sms phone"
    " agentSourcedIds grades password userMasterIdentifier resourceSourcedIds preferredGivenName"
    " preferredMiddleName preferredFamilyName primaryOrgSourcedId pronouns",
    "roles": "userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId",
    "userProfiles": "userSourcedId profileType vendorId applicationId description credentialType username password",
    "userResources": "userSourcedId resourceSourcedId orgSourcedId classSourcedId",
    "scoreScales": "title type orgSourcedId courseSourcedId classSourcedId scoreScaleValue",
    "lineItemLearningObjectiveIds": "lineItemSourcedId source learningObjectiveId",
    "lineItemScoreScales": "lineItemSourcedId scoreScaleSourcedId",
    "resultLearningObjectiveIds": "resultSourcedId source learningObjectiveId score textScore",
    "resultScoreScales": "resultSourcedId scoreScaleSourcedId",
}

Cells = dict[str, str]

ORGS = [
    {
        "sourcedId": "org-d",
        "name": "Elder County",
        "type": "district",
        "identifier": "7",
        "parentSourcedId": "org-st",
    },
    {"sourcedId": "org-hs", "name": "Elder High", "type": "school", "identifier": "71", "parentSourcedId": "org-d"},
    {
        "sourcedId": "org-ms",
        "name": "Elder Middle",
        "type": "school",
        "identifier": "72",
        "parentSourcedId": "org-d",
    },
    {"sourcedId": "org-dep", "name": "Mathematics", "type": "department", "parentSourcedId": "org-hs"},
]
"""The state that the district lies in is in no file, as in the standard's own."""

SESSIONS = [
    {"sourcedId": "year", "title": "2026-2027", "type": "schoolYear", "parentSourcedId": ""},
    {"sourcedId": "fall", "title": "Fall", "type": "semester", "parentSourcedId": "year"},
    {"sourcedId": "gp-1", "title": "First", "type": "gradingPeriod", "parentSourcedId": "fall"},
]

PEOPLE = (
    "student Pia org-hs,student Jan org-hs,student Lou org-ms,teacher Uma org-hs,teacher Gus org-ms,aide Fay org-hs"
    ",administrator Max org-d,administrator Ned org-hs,guardian Bea org-d,parent Rob org-hs,relative Ola org-hs"
    ",proctor Lin org-hs,counselor Kai org-d"
)
"""Role, given name and org."""

AGENTS = {"Pia": "u-bea,u-rob", "Jan": "u-ola", "Lou": "u-bea", "Bea": "u-pia,u-lou"}

PLACES = (
    "Pia student k-1,Jan student k-1,Uma teacher k-1,Fay aide k-1,Lin proctor k-1,Lou student k-2,Gus teacher k-2"
)


def _people() -> list[Cells]:
    rows = []
    for number, line in enumerate(PEOPLE.split(",")):
        role, given, org = line.split()
        rows.append({
            "sourcedId": f"u-{given.lower()}", "enabledUser": "true", "orgSourcedIds": org, "role": role,
            "username": given.lower(), "userIds": "{LDAP:7},{LTI:8}", "givenName": given, "familyName": "Elder",
            "middleName": "M", "identifier": str(number), "email": f"{given.lower()}@elder.example",
            "agentSourcedIds": AGENTS.get(given, ""), "grades": "09" if role == "student" else "",
            "primaryOrgSourcedId": org, "pronouns": "they/them", "preferredGivenName": given,
        })  # fmt: skip
    return rows


def _tables() -> dict[str, list[Cells]]:
    school = {"k-1": "org-hs", "k-2": "org-ms"}
    year = {"schoolYear": "2027", "startDate": "2026-08-01", "endDate": "2027-06-30"}
    enrolled = [line.split() for line in PLACES.split(",")]
    return {
        "orgs": ORGS,
        "academicSessions": [each | year for each in SESSIONS],
        "courses": [{"sourcedId": "c-1", "schoolYearSourcedId": "year", "title": "Sums", "orgSourcedId": "org-d"}],
        "classes": [
            {"sourcedId": one, "title": f"Algebra {one}", "grades": "09,10", "courseSourcedId": "c-absent",
             "classType": "scheduled", "schoolSourcedId": org, "termSourcedIds": "fall", "periods": "1,2"}
            for one, org in school.items()
        ],
        "users": _people(),
        "enrollments": [
            {"sourcedId": f"e-{number}", "classSourcedId": room, "schoolSourcedId": school[room], "role": role,
             "userSourcedId": f"u-{given.lower()}", "primary": "false", "beginDate": "2026-08-24"}
            for number, (given, role, room) in enumerate(enrolled)
        ],
        "demographics": [
            {"sourcedId": one["sourcedId"], "birthDate": "2012-03-04", "sex": "female", "white": "true"}
            for one in _people()
        ],
        "categories": [{"sourcedId": "cat", "title": "Homework"}],
        "lineItems": [{"sourcedId": "li", "title": "Sheet 1", "classSourcedId": "k-1", "categorySourcedId": "cat"}],
        "results": [{"sourcedId": "re", "lineItemSourcedId": "li", "studentSourcedId": "u-pia", "score": "7.5"}],
        "resources": [{"sourcedId": "rs", "vendorResourceId": "9", "title": "A book", "roles": "student,teacher"}],
        "classResources": [{"sourcedId": "cr", "classSourcedId": "k-1", "resourceSourcedId": "rs"}],
        "courseResources": [{"sourcedId": "co", "courseSourcedId": "c-1", "resourceSourcedId": "rs"}],
    }  # fmt: skip


def base_set(version: str) -> Tables:
    """A whole bundle of a version, with its manifest: each file is there, with each column of the standard."""
    words = IN_1_2 if version == "1.2" else WORDS
    tables = _tables()
    if version == "1.2":
        tables["roles"] = [
            {"sourcedId": f"r-{one['sourcedId']}", "userSourcedId": one["sourcedId"], "roleType": "primary",
             "role": one["role"].replace("administrator", "siteAdministrator"),
             "orgSourcedId": one["orgSourcedIds"]}
            for one in tables["users"]
        ]  # fmt: skip
    said = {"manifest.version": "1.0", "oneroster.version": version, "source.systemName": "Elder SIS"}
    said |= {f"file.{name}": "bulk" for name in words}
    manifest = [{"propertyName": name, "value": value} for name, value in said.items()]
    return {"manifest.csv": manifest} | {
        f"{name}.csv": [
            {column: row.get(column, "") for column in ("sourcedId", "status", "dateLastModified", *its.split())}
            for row in tables.get(name, [{"sourcedId": f"{name}-1"}])
        ]
        for name, its in words.items()
    }
