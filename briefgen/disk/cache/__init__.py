"""Floor 5. The cache of a project: values by name, sealed, and a pack of entries. Knows bytes and paths, not articles.

Each value is sealed: its file begins with a digest over the value and over the digest of the program. So a cache that is
damaged, cut short, or written by a different version of the program counts as missing. The cache is data and never code.
A bad cache or a folder that cannot be written is not an error: without a cache a build is slower, and no output changes.
"""

from briefgen.disk.cache.engine import engine_of, save_engine
from briefgen.disk.cache.files import CacheDamagedError, CacheFolder
from briefgen.disk.cache.pack import Location, Pack
from briefgen.disk.cache.table import Table, unpack

__all__ = ["CacheDamagedError", "CacheFolder", "Location", "Pack", "Table", "engine_of", "save_engine", "unpack"]
