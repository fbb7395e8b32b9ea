"""One step each, safe to run twice; here the vendors' words become ours."""
