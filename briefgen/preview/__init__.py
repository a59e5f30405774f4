"""Floor 9. The local preview: holds a plan, makes the page that the browser asks for, tells it when to ask again.

Writes nothing. Nothing but the outputs of the plan can be read through it, whatever a request says.
"""

from briefgen.preview.server import serve_preview
from briefgen.preview.session import Preview

__all__ = ["Preview", "serve_preview"]
