"""E-mail: from the bytes of a message to what a submission and its comments need of it."""
