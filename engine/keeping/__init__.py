"""What keeps a store: backups, exported logs, and stores made anew from them."""
