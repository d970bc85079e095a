"""The permission matrix in docs/ is the one the rules give today."""

from tests.policies.matrix import FILE, matrix


def test_the_matrix_in_the_docs_is_the_one_of_the_rules() -> None:
    assert FILE.read_text() == matrix(), "run python -m tests.policies.matrix"
