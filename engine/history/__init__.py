"""A draft's past from elsewhere: dated files, or a file's history in a git repository."""
