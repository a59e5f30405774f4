"""Floor 9. The local preview: hold a plan, make the page that the browser requests, and tell the browser when to reload.

The preview writes nothing. A request can read the outputs of the plan and nothing else.
"""

from briefgen.preview.edits import Edit
from briefgen.preview.server import serve_preview
from briefgen.preview.session import Preview

__all__ = ["Edit", "Preview", "serve_preview"]
