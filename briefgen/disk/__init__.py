"""Floor 5. Bytes and paths: what reads and writes the disk, and nothing that knows of articles."""
