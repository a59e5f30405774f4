"""Floor 4. A view in, bytes out."""
