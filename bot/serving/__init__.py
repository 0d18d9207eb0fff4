"""What is served over HTTP, and what the doors need to serve: addresses, signatures and the reading of bodies."""
