"""One room of the house at a time, through its public door."""
