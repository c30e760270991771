"""The graph for language models' programs, by the Model Context Protocol: tools whose answers carry their receipts."""
