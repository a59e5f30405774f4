"""Floor 2. One content file: its text to an article or a note, and its Markdown to a body."""
