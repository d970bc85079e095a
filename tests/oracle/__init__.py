"""A whole school at random, held at every step against an oracle that was written apart from the rules."""
