"""Floor 1. Text in, text out: nothing here knows which page or file a text belongs to."""
