"""A Versnellingskamer as people see it: from a question in one line to a result, on every door."""
