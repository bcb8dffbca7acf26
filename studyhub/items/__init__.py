"""The item bank of the site: items and their versions, kept as question_bank documents."""
