"""What every room stands on: database, clock, errors, events, settings. Knows no room above it."""
