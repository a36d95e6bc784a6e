"""A store on PostgreSQL, where one machine is not enough: its address, the log through the
`eventsourcing` library's own recorder, the private store, and what is wrong with its tables."""
