"""The page on which what was read is reviewed, served on this machine alone."""
