"""Every knob and the one clock, read at the doors."""
