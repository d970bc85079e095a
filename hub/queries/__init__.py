"""This package has what people read that is more than a row; nothing here writes."""
