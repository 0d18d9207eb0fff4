"""What Tafelbot remembers: functions with a session handed down, which never commit, send, or say sentences."""
