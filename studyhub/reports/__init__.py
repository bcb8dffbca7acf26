"""What leaves the site as a file, and the proof that its books balance."""
