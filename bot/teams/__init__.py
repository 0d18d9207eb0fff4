"""The Teams door: traffic in, Adaptive Cards out, and Teams' own rules."""
