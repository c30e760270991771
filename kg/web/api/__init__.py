"""What programs are answered in JSON: search, cards, the questions of the catalogue; how the server is."""
