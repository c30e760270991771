"""Pages that the program itself serves, on this machine alone."""
