"""Scenarios that every platform passes."""
