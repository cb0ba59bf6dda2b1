"""Measurements and proofs that are run by hand."""
