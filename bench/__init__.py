"""How fast the program is, with what it stands on beside it: `make bench`."""
