"""Servers of others, asked over HTTP: where they are, what opens them, and how often they are asked again."""
