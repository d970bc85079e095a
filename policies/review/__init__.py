"""This package has the rules of approval: what is held, who looks at it, who is reminded."""
