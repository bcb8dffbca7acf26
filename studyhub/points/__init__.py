"""The points ledger: appended entries, each with its source, never edited."""
