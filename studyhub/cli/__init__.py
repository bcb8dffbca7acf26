"""The door for the person at the terminal: start a site, look after it, test it, measure it."""
