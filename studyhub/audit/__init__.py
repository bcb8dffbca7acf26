"""Who did what, appended and never edited."""
