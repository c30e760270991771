"""From the text of a report to proposals of rows, which a person decides on."""
