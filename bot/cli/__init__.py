"""What each command of the command line does; `bot.__main__` reads the words and calls it."""
