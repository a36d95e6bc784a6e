"""The domain and its log: events, decisions, the text, the store."""
