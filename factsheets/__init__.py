"""Figures that can be trusted: read them, compare them, and put them on one page.

The leaf of the house: it knows no handlers and no storage. pandas lives only here.
"""
