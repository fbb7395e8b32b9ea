"""Looks at everything a run needs, changes nothing, and says what to mend."""
