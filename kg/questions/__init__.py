"""The catalogue of questions, a SPARQL file each."""
