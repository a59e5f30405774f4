"""The default theme: layouts, assets and interface strings, shipped as the package `briefgen.layouts`."""
