"""Rows as other tools take them: CSV and TSV, HTML, data frames."""
