"""Outputs that are read in review."""
