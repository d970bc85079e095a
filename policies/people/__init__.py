"""This package has the rules about who people are: roster, groups, custody, permissions, names, passwords."""
