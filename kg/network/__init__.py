"""The graph as a network of nodes and edges: its layout, the ways in it, who holds it together."""
