"""Floor 5. Work spread over processes, or over a cluster."""
