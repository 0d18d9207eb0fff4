"""The browser door: cards and forms as HTML, for the trial workspace, guests and the cockpit."""
