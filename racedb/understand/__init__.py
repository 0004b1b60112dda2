"""
What a table means: one engine from raw cells to canonical columns.

Readers yield cells with their lines; this package finds the header and the rows, and says which
column is which field, from three kinds of evidence: words, values and neighbours.
"""
