"""Lookups: what is known of things, by name, by question, by number."""
