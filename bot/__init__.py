"""Everything around the handlers: the processes, and per door the traffic in and the drawing out.

`slack`, `teams`, `browser` and `lokaal` are the doors, and `doors` is what they share. `serving` answers HTTP,
`background` delivers, works and ticks, `cli` holds the commands of the command line. `app` wires the parts together,
`processes` runs them.
"""
