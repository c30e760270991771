"""Texts of reports, and what of Chinese it takes to read them."""
