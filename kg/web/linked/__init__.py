"""Linked data: every IRI of the graph and of the ontology is answered, as a page or as data."""
