"""When things are to be, and for whom: date phrases, deadlines, addressees."""
