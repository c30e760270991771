"""What the program serves: the page of a review on this machine alone, and the graph to whoever asks."""
