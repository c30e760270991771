"""SPARQL 1.1 over one graph of the engine: what is refused, how it is run, how results come out."""
