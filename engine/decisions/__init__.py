"""Decisions: pure functions from the state and an intent to events, or a refusal.

Time and ids are arguments; nothing here reads a clock, a file or the store.
"""
