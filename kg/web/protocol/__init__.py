"""The SPARQL 1.1 Protocol, read-only: a query in, its result out, within limits."""
