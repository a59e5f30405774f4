"""What holds for any input, tried on many; and scores that may not fall."""
