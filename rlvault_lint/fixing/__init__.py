"""Findings to edits to bytes: which fixes are made, what they change, and the proof that nothing else does."""
