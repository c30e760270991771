"""From a file to a report's text, and to the row of sources.csv that is proposed for it."""
