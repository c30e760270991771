"""Proposals by rules: plain functions from the passages of a report, deterministic and offline."""
