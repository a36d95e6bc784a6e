"""The recorder's LMDB side: opening and growing the file, the layout of its bytes, the recorders,
and the audit that says what is wrong with it. `engine.recorder` is the way in."""
