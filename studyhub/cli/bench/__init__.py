"""Measure the site against a ceiling: the least that the same server must do for the same effect, in the same run."""
