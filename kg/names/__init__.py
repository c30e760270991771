"""Finding things by name: every way that one may be typed, the index of all of them, the search in it."""
