"""What pages know of things: from what is said in the graph to plain data that templates show.

view          the plain data: descriptions, rows, values, claims, sources
description   everything that is said of one thing, from values, comparisons, labels and evidence
accounts      the same, as one source tells it
inscriptions, appearances, related, citing
              what pages show of a thing besides
dataset       what the graph says of itself
"""
