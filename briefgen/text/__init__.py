"""Floor 1. Text in, text out. Nothing here knows what a text is for."""
