"""Where figures come from: CBS, and files that people have."""
