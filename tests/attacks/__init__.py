"""Hostile inputs, requests and faults of the system."""
