"""What works in the background: the worker with its courier, jobs and ticks."""
