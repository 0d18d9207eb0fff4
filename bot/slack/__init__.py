"""The Slack door: traffic in, Block Kit out, and Slack's own rules."""
