"""The graph as one HTML page that stands alone."""
