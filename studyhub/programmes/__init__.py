"""Programmes (学习计划): study units in order, required and elective, for those who are to learn them."""
