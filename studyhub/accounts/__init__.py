"""Who can sign in: accounts, passwords, sessions, tries."""
