"""What the doors of all platforms share: what a door is, how long texts are, and a card as plain text."""
