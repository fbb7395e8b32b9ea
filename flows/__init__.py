"""The stories: one file, one flow, named by a verb."""
