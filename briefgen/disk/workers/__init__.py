"""Floor 5. The worker pool: do work in several processes, or on a cluster."""
