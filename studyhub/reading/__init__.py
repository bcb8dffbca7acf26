"""What members do as they read: checks in the text, notes, questions to the organiser, reflections; when a unit is done."""
