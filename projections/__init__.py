"""Read models, each a fold over the log: one file each."""
