"""Files for the outside world, each from read models: one file each."""
