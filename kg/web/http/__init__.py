"""What all that is served needs: the graph that is current, languages, media types, headers, errors, a server."""
