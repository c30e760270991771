"""Pages on which one asks: the questions of the catalogue as forms, and the editor of queries."""
