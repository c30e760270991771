"""From the text of a report to reviewed rows: a source is laid aside, rules and models propose, a person decides."""
