"""The Versnellingskamer: a group weighs directions, and sees at once what it agrees on and where it is divided."""
