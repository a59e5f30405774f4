"""Floor 6. A project folder as a site."""
