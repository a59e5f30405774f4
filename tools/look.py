"""The lower limit for a build with nothing to do: call `lstat` once for each file of a list, and do nothing else.

`python -I -S tools/look.py LIST`: the list has a path a line, relative to the current folder. The start of Python is
measured, too.
"""

import os
import sys

with open(sys.argv[1], encoding="utf-8") as listed:
    for path in listed.read().splitlines():
        os.lstat(path)
