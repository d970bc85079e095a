"""Who is here, over a running hub: signed in and out, moved, corrected, taken back, and what devices are told."""
