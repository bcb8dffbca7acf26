"""Study units, their sections and paragraphs, and how far each member has read."""
