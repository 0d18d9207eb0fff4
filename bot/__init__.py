"""Everything around the handlers: the processes, and per door the traffic in and the drawing out."""
