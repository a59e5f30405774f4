"""Floor 8. What to make, make it, and note what was made."""
