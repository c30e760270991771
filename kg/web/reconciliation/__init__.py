"""The Reconciliation Service API 0.2 of the W3C's community group: names matched, suggested, shown and extended."""
