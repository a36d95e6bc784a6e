"""The `travaux` command: thin, and the only place that prints."""
