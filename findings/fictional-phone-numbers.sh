#!/usr/bin/env bash
# phonenumbers 9.0.43 (libphonenumber's metadata): numbers that a country sets aside for films are valid or not by country.
#
# One would guess: numbers that regulators reserve for fiction, which are the ones that tests, demos and screenshots use,
# are treated alike: all valid, since they look like any other, or all not, since nobody has one.
# What happens: in one and the same country both. In Britain the block for mobiles (07700 900000 to 900999) and the one of
# no area (01632 960000 to 960999) are not valid and of no region, while those of London (020 7946 0000 to 0999) are valid
# landlines. Those of the United States (555-0100 to 0199 in any area) and of Australia (0491 570 156 and others) are
# valid; the mobile block of France (06 39 98) is not, that of Paris (01 99 00) is. is_possible_number says yes to each,
# so a demo that works with American numbers is refused with British ones.
# Source: Ofcom, "Telephone numbers for use in TV and radio drama"; ARCEP, decision 2018-0881, 2.5.12; ACMA, "Phone
# numbers for use in TV shows, films and creative works"; NANPA, 555-01XX; the metadata of the package; this run.
#
# Needs python3 (checked as 3.11) with venv, and a package index.
set -euo pipefail
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check phonenumbers==9.0.43

env/bin/python - <<'PYTHON'
import phonenumbers

FOUND = {
    "+447700900123": ("Britain, mobile", False),
    "+441632960123": ("Britain, no area", False),
    "+442079460123": ("Britain, London", True),
    "+12025550123": ("United States, Washington", True),
    "+13125550199": ("United States, Chicago", True),
    "+61491570156": ("Australia, mobile", True),
    "+33639981234": ("France, mobile", False),
    "+33199001234": ("France, Paris", True),
}
print("phonenumbers", phonenumbers.__version__)
for number, (where, valid) in FOUND.items():
    read = phonenumbers.parse(number)
    its = phonenumbers.is_valid_number(read)
    region = phonenumbers.region_code_for_number(read)
    print(f"{number:15} {where:26} valid: {its!s:5} possible: {phonenumbers.is_possible_number(read)} region: {region}")
    assert its == valid, f"{number} is judged otherwise now"
    assert phonenumbers.is_possible_number(read), f"{number} is not even possible now"
print("As found: set aside for fiction says nothing about valid.")
PYTHON
