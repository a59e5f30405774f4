"""Floor 5. Requests to other hosts: one request at a time, to a checked address, within limits. The only door to urllib3.

Addresses come from texts of strangers, so every request is treated as one that somebody else chose: see SECURITY.md.
"""

from briefgen.disk.web.asking import Answer, Limits, NoAnswer, Request, ask, has_client
from briefgen.disk.web.turns import Turns

__all__ = ["Answer", "Limits", "NoAnswer", "Request", "Turns", "ask", "has_client"]
