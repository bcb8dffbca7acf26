"""The doors for people and programs. Flask lives here and nowhere else."""
