"""briefgen: a static site generator for curated news briefs.

A project's `briefgen_hooks.py` imports from here what docs/hooks.md describes; nothing else is an interface for programs.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefgen.plan.kinds.own import ArticleList as ArticleList
    from briefgen.plan.kinds.own import OwnPage as OwnPage
    from briefgen.plan.kinds.own import layout_filter as layout_filter
    from briefgen.plan.kinds.own import page_kind as page_kind
    from briefgen.plan.published import Published as Published
    from briefgen.plan.published import PublishedArticle as PublishedArticle

__version__ = "0.1.0"

_ROOMS = {
    "ArticleList": "briefgen.plan.kinds.own",
    "OwnPage": "briefgen.plan.kinds.own",
    "Published": "briefgen.plan.published",
    "PublishedArticle": "briefgen.plan.published",
    "layout_filter": "briefgen.plan.kinds.own",
    "page_kind": "briefgen.plan.kinds.own",
}


def __getattr__(name: str) -> object:
    """Return a name for hooks when it is asked for: no command waits for what only hooks need."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_ROOMS[name]), name)
