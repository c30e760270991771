"""Pages on which one asks: the questions of the catalogue as forms, the editor of queries, and the whole graph."""
