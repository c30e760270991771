"""A SPARQL server of the user's choice: asked by the SPARQL 1.1 Protocol, filled by update or by the Graph Store HTTP
Protocol.
"""
