"""Floor 5. The cache of a project: values by name, sealed, and a pack of entries. Knows bytes and paths, not articles.

Whatever is read back was sealed with its digest and with that of this very program, so that a cache that is damaged, cut or
of another version counts as none. It is data and never code. A bad cache, or a folder that cannot be written, is nobody's
fault: without a cache a build is slower and nothing else.
"""

from briefgen.disk.cache.engine import engine_of, note_engine
from briefgen.disk.cache.files import CacheDamagedError, CacheFolder
from briefgen.disk.cache.pack import Location, Pack

__all__ = ["CacheDamagedError", "CacheFolder", "Location", "Pack", "engine_of", "note_engine"]
