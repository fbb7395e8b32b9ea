"""How we speak to each outside system: their words, none of ours."""
