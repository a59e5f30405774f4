"""Floor 3. One file for each kind of page: what its view is made from, and how."""
