"""The version of the program, which the package's face, the page and the command line tell."""

__version__ = "0.1.0"
