"""Which element of an edited text is which element of the text before: `identity.identify`."""
