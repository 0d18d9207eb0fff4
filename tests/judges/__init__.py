"""Judges that apply a platform's own rules to what the bot sends: tests hold every drawing against them."""
