"""RDF as text: its terms, formats and serialisations."""
