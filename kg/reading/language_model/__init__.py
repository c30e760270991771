"""Proposals by a language model, of which nothing is kept that does not stand in the report."""
