"""What answers: a store of the graph with the index of its names."""
