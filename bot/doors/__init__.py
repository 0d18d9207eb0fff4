"""What the doors of all platforms share: what a door is, how long texts are, how they are cut, a card as plain text."""
