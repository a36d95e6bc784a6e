"""The acts of a process, each one append: what a command asks of the application."""
