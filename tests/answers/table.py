"""This file has all wrappers by name, such as "Gmail web, Spanish"."""

from tests.answers.programs import apple, gmail, outlook, plain_ones, proton, samsung, thunderbird, webmail, yahoo
from tests.answers.wrapper import Wrapper

PROGRAMS = (gmail, outlook, apple, samsung, yahoo, thunderbird, proton, plain_ones, webmail)

WRAPPERS: dict[str, Wrapper] = {one.key: one for program in PROGRAMS for one in program.WRAPPERS}
"""One way an answer may come each: a program in a language, and where in the email somebody writes."""
