"""Floor 0. The values that all other folders work with: frozen, typed, without behaviour.

Nothing here reads the disk, and no library is imported but msgspec.
"""
