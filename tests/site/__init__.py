"""Whole projects as a user sees them: commands, pages in a browser, the preview, the docs."""
