"""This package has what writes who is here: signing in and out, moving, correcting, taking back, closing."""
