"""Pictures of items and study units: their bytes, each kept once under its SHA-256."""
