"""The documentation, shipped as the package `briefgen.docs`; `briefgen docs` shows it."""
