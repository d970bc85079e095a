"""Which child is in which room since when, who signs it in and out, and to whom it is handed."""
