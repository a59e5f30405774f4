"""Floor 5. Bytes and paths: everything that reads or writes the disk. Nothing here knows about articles."""
