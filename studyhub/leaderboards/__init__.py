"""Standings of members by points and of branches by participation."""
