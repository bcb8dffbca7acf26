"""Materials on their way in: files read into one structure, checked, compared, split and turned into draft items."""
