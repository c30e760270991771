"""Graphs held against shapes (SHACL, W3C Recommendation of 2017) where the engine has them.

A shapes graph is read once into `shape.Shape`s; what it says that nobody here knows is refused, not passed over.
"""
