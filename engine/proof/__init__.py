"""Proofs: of records, of chains, of a log against a checkpoint, of a whole store."""
