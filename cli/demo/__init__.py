"""The Review Conference's story, with texts made up for it (README.md beside this file)."""
