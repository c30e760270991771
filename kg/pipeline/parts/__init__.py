"""A data set built part by part: each table set by itself becomes text and names, and is let go.

What parts have to know of each other is on disk (`things`), as is what they have in common (`common`).
"""
