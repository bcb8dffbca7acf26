"""The organisation tree, who belongs where, who holds which role, and the permission map."""
