"""Checked tables into a store: triples, names, what the data set says of itself."""
