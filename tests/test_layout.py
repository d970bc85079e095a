"""The house: names are ours, files are short, what the docs walk through is there."""

import ast
import importlib
import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from hub.store import lanes
from tests.writers import writers

ROOT = Path(__file__).parents[1]
PACKAGES = ("policies", "channels", "notifiers", "hub")
SOURCES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "node_modules" not in path.parts and "versions" not in path.parts
)
BANNED = {"service", "services", "manager", "helper", "helpers", "util", "utils", "common", "base", "core"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def test_there_is_a_house() -> None:
    assert len(SOURCES) > 80


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_the_one_in_this_repository(package: str) -> None:
    found = importlib.import_module(package).__file__

    assert found is not None
    assert Path(found).is_relative_to(ROOT)


SAYS_NOTHING = {"MOST", "AT_ONCE", "LASTS", "LONGEST", "SHORTEST", "NOBODY", "LOOK_S", "EVERY_S", "MAX", "LIMIT"}
"""Names of numbers that do not say of what."""


def test_a_constant_says_what_it_is_of() -> None:
    named = {
        f"{path.relative_to(ROOT)}: {target.id}"
        for path in SOURCES
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in SAYS_NOTHING
    }

    assert named == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_a_name_a_first_sentence_and_a_length_one_can_read(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    first = ast.get_docstring(tree) or ""
    begins = "This package " if path.name == "__init__.py" else "This file "

    assert path.stem not in BANNED
    assert len(text.splitlines()) <= LONGEST_FILE
    assert first.startswith(begins), first
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [one.name for one in functions if (one.end_lineno or 0) - one.lineno > LONGEST_FUNCTION] == []


def test_no_class_is_called_for_what_it_is_not() -> None:
    names = [
        node.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    ]

    assert len(names) > 80
    assert [name for name in names if re.search(r"(Manager|Service|Helper|Util|Handler)$", name)] == []


THE_LIBRARYS_OWN = {("notifiers/senders/twilio.py", "request")}
"""Functions whose shape is that of what they override."""


def _is_anonymous(annotation: ast.expr | None, aliases: set[str]) -> bool:
    """Whether it is a tuple of so many things without names, or may be one; aliases: other names of such tuples."""
    match annotation:
        case ast.BinOp(left=left, right=right):
            return _is_anonymous(left, aliases) or _is_anonymous(right, aliases)
        case ast.Subscript(value=ast.Name(id="tuple"), slice=within):
            of_any_length = isinstance(within, ast.Tuple) and ast.unparse(within.elts[-1]) == "..."
            return not of_any_length
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in aliases
    return False


def anonymous_tuples(path: Path) -> list[str]:
    """The functions of a file that take several things as one parameter without a name for each."""
    tree = ast.parse(path.read_text())
    aliases = {
        ast.unparse(node.targets[0])
        for node in tree.body
        if isinstance(node, ast.Assign) and _is_anonymous(node.value, set())
    }
    return [
        f"{path.name}: {one.name}({taken.arg})"
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
        and (str(path.relative_to(ROOT)), one.name) not in THE_LIBRARYS_OWN
        for taken in (*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs)
        if _is_anonymous(taken.annotation, aliases)
    ]


def test_no_parameter_is_a_tuple_whose_parts_have_no_names() -> None:
    library = (ROOT / "notifiers/senders/twilio.py").read_text()

    assert "auth: tuple[str, str] | None" in library  # else the exception would stand for nothing
    assert _is_anonymous(ast.parse("x: tuple[str, int] | None").body[0].annotation, set())  # type: ignore[attr-defined]
    assert [name for path in SOURCES for name in anonymous_tuples(path)] == []


SAYS_SOMETHING = 30
"""Characters; a shorter docstring says the name again."""

DESCRIBED_ON_THE_WIRE = {"Blocks", "Limits", "Messages", "Problem"}
"""Shapes whose docstring is their description in the schemas, which stay as they are; this only shrinks."""


def test_a_public_docstring_says_something() -> None:
    documented = [
        (str(path.relative_to(ROOT)), node.name, said)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and (said := ast.get_docstring(node)) is not None
    ]
    short = [one for one in documented if len(one[2]) < SAYS_SOMETHING]

    assert len(documented) > 1_000
    assert sorted(name for _, name, _ in short) == sorted(DESCRIBED_ON_THE_WIRE), short


WALK, LONGEST_WALK = (ROOT / "docs/walk.md").read_text(), 15
WALKS = {
    part.partition("\n")[0]: re.findall(r"`((?:policies|channels|notifiers|hub)/[\w./-]+\.\w+)`", part)
    for part in WALK.split("\n## ")[1:]
}
FOUND_BY_THEMSELVES = ("channels.kinds", "notifiers.senders")
"""Packages whose files are found by who imports the package: no other file names them."""


def test_the_walks_are_a_post_a_review_and_a_delivery() -> None:
    assert list(WALKS) == ["A post", "A review", "A delivery"]


@pytest.mark.parametrize("walk", WALKS)
def test_a_walk_goes_down_through_few_files_that_exist(walk: str) -> None:
    files = WALKS[walk]
    missing = [name for name in files if not (ROOT / name).is_file()]
    assert missing == []
    reached = {name: [one for one in files[:at] if _names(one, name)] for at, name in enumerate(files)}

    assert 4 < len(files) == len(set(files)) <= LONGEST_WALK
    assert [name for name in files[1:] if not reached[name]] == []
    assert [(name, one) for name in files for one in reached[name] if _names(name, one, types=False)] == []


def _names(one: str, other: str, *, types: bool = True) -> bool:
    """Whether a file imports another, or the package that finds it. types: be it for types alone."""
    module = other.removesuffix(".py").replace("/", ".")
    package = module.rpartition(".")[0]
    imported = _imported(ast.parse((ROOT / one).read_text()), types=types)
    return module in imported or (package in FOUND_BY_THEMSELVES and package in imported)


def _imported(tree: ast.Module, *, types: bool) -> set[str]:
    """The modules, and what may be one, that a file imports."""
    found: set[str] = set()
    for top in tree.body:
        if types or not (isinstance(top, ast.If) and ast.unparse(top.test) == "TYPE_CHECKING"):
            for node in ast.walk(top):
                if isinstance(node, ast.ImportFrom) and node.module:
                    found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
                elif isinstance(node, ast.Import):
                    found |= {one.name for one in node.names}
    return found


def contracts() -> dict[str, dict[str, Any]]:
    """What import-linter checks, by the contract's name."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {one["name"]: one for one in read["tool"]["importlinter"]["contracts"]}


def test_every_module_of_the_hub_stands_under_a_contract() -> None:
    rooms = {
        path.stem for path in (ROOT / "hub").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    (floors,) = (one for one in contracts().values() if one.get("containers") == ["hub"])
    (wall,) = (one for one in contracts().values() if "hub.api" in one.get("source_modules", ()))

    assert len(rooms) > 15
    assert floors["exhaustive"] is True
    assert {room for floor in floors["layers"] for room in re.split(r"[ |:]+", floor)} == rooms - {"__init__"}
    outside = rooms - {"__init__"} - {one.removeprefix("hub.") for one in wall["source_modules"]}
    assert outside == {"store", "app"}  # the app opens the database


def test_actions_are_independent_by_folder_and_not_by_a_list() -> None:
    (independent,) = (one for one in contracts().values() if one["type"] == "independence")

    assert independent["modules"] == ["hub.actions.*.*"]


def test_queries_write_nothing() -> None:
    found = writers([path for path in SOURCES if path.parts[len(ROOT.parts)] in {"hub", "notifiers"}])
    queries = [path for path in SOURCES if path.is_relative_to(ROOT / "hub/queries")]

    assert len(queries) > 10
    for seen in (("holds", "close_hold"), ("journal", "append"), ("guesses", "take")):  # else it would see nothing
        assert (f"hub.store.{seen[0]}", seen[1]) in found
    assert ("hub.actions.review.review", "review") in found
    assert [name for name in sorted(found) if name[0].startswith("hub.queries")] == []
    called = {
        node.attr
        for path in queries
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
    }
    assert called & {"write", "write_swiftly"} == set()


def test_what_is_written_belongs_to_a_school_or_to_a_lane_that_has_its_name_in_one_place() -> None:
    named = {value for name, value in vars(lanes).items() if name.isupper() and isinstance(value, str)}
    asked = [
        node.args[1]
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "write"
        and len(node.args) == 2
    ]  # fmt: skip

    assert named == lanes.BACKGROUND
    assert len(asked) > 20
    assert [ast.unparse(one) for one in asked if isinstance(one, ast.Constant)] == []
    assert {one.id for one in asked if isinstance(one, ast.Name) and one.id.isupper()} <= set(vars(lanes))


def test_every_setting_stands_in_the_docs_and_every_one_in_the_docs_exists() -> None:
    from hub.settings import NAMES
    from notifiers import senders

    known = set(NAMES) | {setting.name for module in senders.modules() for setting in module.SETTINGS}
    documented = set(re.findall(r"`(ROOMWIRE_\w+)`", (ROOT / "docs/operators.md").read_text()))

    assert documented == known


def test_nothing_that_is_kept_names_a_registry_or_a_path_of_a_machine() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    hosts = re.compile(r'"resolved":|--index-url|https?://[^ )"]*\.(whl|tgz|deb)\b')
    found = [
        name
        for name in files
        if name and (ROOT / name).suffix not in {".png", ".ico"} and (ROOT / name).is_file()
        and name != "tests/test_layout.py" and hosts.search((ROOT / name).read_text(errors="replace"))
    ]  # fmt: skip

    assert len(files) > 100
    assert found == []


def test_there_is_one_licence() -> None:
    ours = [ROOT / one / "package.json" for one in ("hub/web", "tests/conformance", "benchmarks/peers")]
    lock = json.loads((ROOT / "hub/web/package-lock.json").read_text())

    assert "Apache License" in (ROOT / "LICENSE").read_text()
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"] == "Apache-2.0"
    assert [json.loads(path.read_text())["license"] for path in ours] == ["Apache-2.0"] * 3
    assert lock["packages"][""]["license"] == "Apache-2.0"


PAGE = ROOT / "hub/web/src"
FREE = {"parts": {"parts", "wire", "paraglide"}, "wire": {"wire", "paraglide"}}
"""Folders of the page that know no feature, and what they may know; paraglide: the catalogs, compiled."""


def _imports(path: Path) -> set[str]:
    """The folders of the page that a file of it imports from."""
    named = re.findall(r'from "(\.[^"]+)"', path.read_text())
    return {(path.parent / one).resolve().relative_to(PAGE).parts[0] for one in named}


@pytest.mark.parametrize("folder", FREE)
def test_what_the_page_has_for_every_feature_knows_none(folder: str) -> None:
    files = [path for path in sorted((PAGE / folder).iterdir()) if ".test." not in path.name]
    known = {path.name: _imports(path) - FREE[folder] for path in files}

    assert _imports(PAGE / "app/App.svelte") >= {"conversations", "review"}  # else the rest would prove nothing
    assert {name: loose for name, loose in known.items() if loose} == {}


LOOSE = {
    "hub/web/src": re.compile(r"toLocale(Time|Date)String|DateTimeFormat|\.toTimeString|\.toDateString"),
    "hub": re.compile(r"strftime|:%[-A-Za-z]|%H:%M|%I:%M"),
    "policies": re.compile(r"strftime|:%[-A-Za-z]|%H:%M|%I:%M"),
    "notifiers": re.compile(r"strftime|:%[-A-Za-z]|%H:%M|%I:%M"),
}
"""What puts a moment into words."""

MOMENTS = {
    "hub/web/src/parts/time.ts",
    "hub/web/src/notify/AlertPreferences.svelte",  # asks the device for its zone
    "policies/timestamps.py",  # the own form of the journal
    "hub/demo/talk.py",  # a name that tells days apart
}
"""Who may."""


def test_moments_are_put_into_words_in_one_place_on_the_page_and_in_one_of_the_hub() -> None:
    assert LOOSE["hub"].search('f"{local:%H:%M}"')  # else the rest would prove nothing
    assert LOOSE["hub/web/src"].search("at.toLocaleTimeString()")

    found = [
        str(path.relative_to(ROOT))
        for folder, loose in LOOSE.items()
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in ({".ts", ".svelte"} if folder.endswith("src") else {".py"})
        and ".test." not in path.name
        and not {"migrations", "node_modules", "dist"} & set(path.parts)
        and loose.search(path.read_text())
    ]
    assert sorted(set(found) - MOMENTS) == []


SENDERS_CALLED = {
    "hub/notify/dispatcher.py": {"send"},
    "hub/notify/dismissal.py": {"clear"},  # a push that rings nowhere and takes one off; never an email or a text
    "hub/commands/check_senders.py": {"send"},  # it tries each account by itself, on the word of who runs the hub
}
"""Who calls a sender. All that goes to people goes through the outbox, or through the dispatcher it goes out by."""


def test_no_email_text_or_push_leaves_but_through_the_dispatcher() -> None:
    found: dict[str, set[str]] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_of_a_sender(node):
                found.setdefault(str(path.relative_to(ROOT)), set()).add(node.func.attr)

    assert found == SENDERS_CALLED


def _is_of_a_sender(call: ast.Call) -> bool:
    """send(address, notification) or clear(address, key, expires_at), of whatever may be a sender."""
    assert isinstance(call.func, ast.Attribute)
    of = ast.unparse(call.func.value)
    shape = (call.func.attr, len(call.args) + len(call.keywords))
    return shape in {("send", 2), ("clear", 3)} and of != "transaction"


def test_what_speaks_to_providers_is_imported_by_senders_alone() -> None:
    speaks = re.compile(r"^\s*(?:import|from) (aiosmtplib|smtplib|twilio\.rest|pywebpush)\b", re.MULTILINE)
    found = {str(path.relative_to(ROOT)) for path in SOURCES if speaks.search(path.read_text())}

    assert "notifiers/senders/smtp.py" in found  # else the rest would prove nothing
    assert [name for name in sorted(found) if not name.startswith("notifiers/senders/")] == []


MEANS_ELSE = {
    "family": {
        "hub/actions/people/sync_roster.py", "hub/commands/check_senders.py", "hub/oneroster/kept_bundle.py",
        "hub/oneroster/spreadsheet/fitted.py", "hub/oneroster/spreadsheet/reading.py",
        "hub/oneroster/wanted.py", "hub/store/pick_ups.py", "hub/store/schema/people.py", "hub/store/snapshot.py",
        "policies/people/spreadsheet_headings.py",
    },
    "staff": {
        "hub/actions/people/roster_at_once.py",
        "hub/oneroster/wanted.py", "hub/api/conversations/messages.py", "hub/api/notify/consenting.py",
        "hub/api/notify/preferences.py", "hub/api/people/account.py", "hub/api/people/roster_runs.py",
        "hub/api/records/erasure.py", "hub/api/records/explaining.py", "hub/store/roster_words.py",
        "policies/people/roster_access.py",
        "hub/commands/demo.py", "hub/oneroster/belonging.py", "hub/oneroster/enrollments.py",
        "hub/oneroster/rows.py", "hub/oneroster/spreadsheet/assembled.py", "hub/oneroster/users.py",
        "hub/store/people.py", "hub/store/schema/notify.py",
        "hub/store/schema/people.py", "policies/conversations/seeing.py", "policies/notify/consent.py",
        "policies/notify/preferences.py", "policies/people/custody_settings.py", "policies/people/facts.py",
        "policies/people/groups.py", "policies/people/renaming.py", "policies/people/roster_losses.py",
        "policies/attendance/stays.py",
    },
    "room": {
        "channels/kinds/kind.py", "hub/actions/people/roster_at_once.py",
        "hub/oneroster/kept_bundle.py", "hub/oneroster/spreadsheet/children.py",
        "hub/oneroster/spreadsheet/fitted.py", "policies/people/spreadsheet_headings.py",
        "hub/store/permissions.py", "hub/store/roster.py",
        "hub/store/schema/__init__.py",
        "hub/store/schema/people.py", "hub/store/snapshot.py", "policies/people/roster_losses.py",
        "hub/actions/people/room_devices.py", "hub/store/schema/accounts.py", "hub/store/schema/room_devices.py",
        "hub/store/schema/attendance.py", "hub/store/stays.py", "policies/attendance/stay_words.py",
    },
    "day": {
        "hub/api/notify/figures.py", "hub/api/notify/preferences.py", "hub/api/records/activity_log.py",
        "hub/inbound/email/heads.py", "hub/store/activity_log.py",
        "hub/store/schema/people.py", "hub/store/schema/records.py", "hub/store/snapshot.py",
        "policies/notify/preferences.py",
    },
    "office": {
        "policies/people/renaming.py",
    },
    "announcement": {
        "notifiers/writing/headlines.py",
    },
}  # fmt: skip
"""
Who writes the same word for something else: a column, a role, a side, a family name, the day of a date, a notice of
an older hub.
"""

OWN_TELLING = {"hub/store/verify.py"}
"""Who says of kinds by name what has to be true of them, so as not to ask those whom it checks."""


def words_in(path: Path) -> set[str]:
    """Every string of a file, and what stands in single quotes within one, as SQL has it."""
    strings = [
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return {*strings, *(word for one in strings for word in re.findall(r"'(\w+)'", one))}


def test_a_kinds_name_stands_in_its_own_file_alone() -> None:
    from channels.kinds import kinds

    names = set(kinds())
    found = {
        (name, str(path.relative_to(ROOT)))
        for path in SOURCES
        for name in names & words_in(path)
        if path != ROOT / f"channels/kinds/{name}.py"
    }

    assert all(name in words_in(ROOT / f"channels/kinds/{name}.py") for name in names)
    strays = {(name, where) for name, where in found if where not in MEANS_ELSE.get(name, set()) | OWN_TELLING}
    assert sorted(strays) == []
    assert sorted({(name, where) for name, files in MEANS_ELSE.items() for where in files} - found) == []


def test_the_page_shows_each_kind_by_its_own_sign() -> None:
    """The page keeps its table of signs until it reads them from the wire; here the two are held equal."""
    from channels.kinds import kinds

    page = (ROOT / "hub/web/src/conversations/listing.ts").read_text()
    signs = dict(re.findall(r'^  (\w+): "(\w+)",$', page, re.MULTILINE))

    assert {one.name: signs.get(one.name, "messages") for one in kinds().values()} == {
        one.name: one.sign for one in kinds().values()
    }


def test_what_an_endpoint_takes_and_gives_stands_in_its_own_file_or_where_several_share_it() -> None:
    from hub.app import ROUTES

    shapes = {shape.__module__: shape for one in ROUTES for shape in (one.takes, one.gives) if shape is not None}
    endpoints = {one.handle.__module__ for one in ROUTES}
    files = {name.replace(".", "/") + ".py" for name in shapes if name not in {*endpoints, "builtins"}}

    assert files <= {"hub/api/schemas.py"}


def test_no_endpoint_stands_twice() -> None:
    from hub.app import PAGES, ROUTES

    doors = [(one.method, one.path) for one in ROUTES]
    doors += [(method, path) for path, _, _, methods in PAGES for method in methods]

    assert len(doors) > 80
    assert sorted({one for one in doors if doors.count(one) > 1}) == []


def test_an_operation_of_the_document_has_a_name_of_its_own() -> None:
    from hub.api.openapi import document
    from hub.app import ROUTES

    operations = [one["operationId"] for path in document(ROUTES, "")["paths"].values() for one in path.values()]

    assert len(operations) > 80
    assert sorted({one for one in operations if operations.count(one) > 1}) == []


def test_the_hub_and_the_page_have_the_same_words_for_each_step() -> None:
    from hub.api.records.explaining import Step
    from policies.notify.steps import STEPS

    catalog = json.loads((ROOT / "hub/web/messages/en/notify.json").read_text())
    page = (ROOT / "hub/web/src/notify/media.ts").read_text().partition("const STEPS")[2].partition("});")[0]
    keys = {one or other: key for one, other, key in re.findall(r'^  (?:(\w+)|"([\w ]+)"): m\.(\w+),$', page, re.M)}
    words = {step: catalog[key] for step, key in keys.items()}

    assert words == STEPS
    assert {*get_args(get_type_hints(Step)["what"])} == {*STEPS}


def test_an_english_list_a_schools_date_a_lane_and_a_cursor_are_each_made_in_one_place() -> None:
    only = {
        r'(?:", "\.join|Listed)\(\w+\[:-1\]\)': {"policies/wording.py"},
        r"astimezone\(ZoneInfo\([^()]+\)\)\.date\(\)": {"hub/store/clock.py"},
        r'^[A-Z]+ = "(?:notifications|files|guesses|audit|watching)"': {"hub/store/lanes.py"},
        r"start again from the first page": {"hub/api/query.py"},
        r'frozenset\(\{"incident"\}\)': {"policies/conversations/undoing.py"},
    }
    found = {
        pattern: {
            str(path.relative_to(ROOT)) for path in SOURCES if re.search(pattern, path.read_text(), re.MULTILINE)
        }
        for pattern in only
    }

    assert {pattern: files - only[pattern] for pattern, files in found.items() if files - only[pattern]} == {}
    assert all(found.values())  # else it would prove nothing


ON_THE_WIRE = {
    "Conversation", "Denial", "Held", "Kept", "Missed", "Post", "Posted", "Reach", "Remainder", "Report", "Synced",
    "Texts", "Told", "Unsorted",
}  # fmt: skip
"""Names that clients know: a class within the hub has one of them still; this only shrinks, too."""


def public_classes() -> dict[str, list[str]]:
    """The files in which each public class is made, by its name."""
    found: dict[str, list[str]] = {}
    for path in SOURCES:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    return found


def test_a_class_has_a_name_of_its_own() -> None:
    twice = {name: files for name, files in public_classes().items() if len(files) > 1}

    assert {name: files for name, files in twice.items() if name not in ON_THE_WIRE} == {}
    assert ON_THE_WIRE - set(twice) == set()
    own = ("policies/", "channels/", "hub/api/", "hub/media/", "hub/oneroster/")
    assert [name for name, files in twice.items() if sum(one.startswith(own) for one in files) > 1] == ["Denial"]


NAMED = re.compile(r"(?<![\w/.-])(policies|channels|notifiers)(?!\.metadata)[./]((?:\w+[./])*\w+)")
"""A module as words name it: policies/people/roster.py, policies.people.roster.roster_on."""


def leads_somewhere(package: str, rest: str) -> bool:
    """Whether a file or a folder of that name is there; behind a file may stand what is in it."""
    at = ROOT / package
    for name in re.split(r"[./]", rest):
        if (at / f"{name}.py").is_file():
            return True
        if not (at / name).is_dir():
            return bool(re.search(rf"\b{name}\b", (at / "__init__.py").read_text())) or name in {"py", "md"}
        at /= name
    return True


def test_what_docs_and_docstrings_call_by_its_place_is_there() -> None:
    assert not leads_somewhere("policies", "changing.may_edit")  # else the rest would prove nothing
    pages = [*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "RELIABILITY.md"]
    found = {
        (str(path.relative_to(ROOT)), match[0])
        for path in [*SOURCES, *pages]
        if path.name != "figures.md"
        for match in NAMED.finditer(path.read_text())
        if not leads_somewhere(match[1], match[2])
    }

    assert sorted(found) == []


def test_the_glossary_has_each_word_once() -> None:
    rows = [line.split("|")[1] for line in (ROOT / "docs/glossary.md").read_text().splitlines() if "|" in line]
    words = [word.strip() for row in rows[2:] for word in row.split(",")]

    assert len(words) > 100
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_the_page_and_the_hub_speak_the_same_languages() -> None:
    from notifiers.writing import catalogs, sentences

    page = json.loads((ROOT / "hub/web/project.inlang/settings.json").read_text())["locales"]

    assert sorted(page) == sorted(catalogs.languages()) == sorted(sentences.languages())
    assert len(page) >= 3
