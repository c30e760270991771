"""From proposals to questions, a person's decisions, and the rows that rest on them."""
