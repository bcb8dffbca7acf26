"""StudyHub, 统一学习日平台: study units, timed quizzes and fair leaderboards for Party organisations."""
