"""The pages that a reader sees: of things, records, classes, relations, reports. Each module makes the content of a
page from lookups, and knows no HTTP but for `routes`.
"""
