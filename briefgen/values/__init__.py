"""Floor 0. Values that flow through the house: frozen, typed, without behaviour. No disk, and no library but msgspec."""
