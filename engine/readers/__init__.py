"""Readers: functions from the bytes of a file to the elements of a text, one file a format."""
