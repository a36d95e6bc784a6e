"""The commands, one file each; a command's function has the name of its file."""
