"""What writes who is here: one file for signing in and out, moving and correcting, which are one act each."""
