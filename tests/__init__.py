"""Tests by room; cases as data in cases/."""
