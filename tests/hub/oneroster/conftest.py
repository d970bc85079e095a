"""This file puts the repository's root first, so that `hub` is the server and not this folder's parent."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
