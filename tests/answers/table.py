"""This file has all wrappers by name, such as "Gmail web, Spanish"."""

from tests.answers.programs import gmail, outlook
from tests.answers.wrapper import Wrapper

WRAPPERS: dict[str, Wrapper] = {one.key: one for module in (gmail, outlook) for one in module.WRAPPERS}
"""One way an answer may come each: a program in a language, and where in the email somebody writes."""
