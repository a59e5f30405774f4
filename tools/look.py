"""The floor of a build with nothing to do: look once at each file that a list names, and do nothing else.

`python -I -S tools/look.py LIST`: paths from the folder that it runs in, a line each. What Python itself costs is in it.
"""

import os
import sys

with open(sys.argv[1], encoding="utf-8") as listed:
    for path in listed.read().splitlines():
        os.lstat(path)
