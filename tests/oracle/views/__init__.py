"""Second readings of the views, from the rules alone: what riverchief lists, sums up and walks along.

Each module reads one view off a `Day`; must not look at what riverchief says.
"""
