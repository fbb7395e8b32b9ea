"""The rules: pure functions that say what, and because."""
