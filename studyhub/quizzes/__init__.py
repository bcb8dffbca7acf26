"""Quizzes, drawn papers, attempts, responses and gradings."""
