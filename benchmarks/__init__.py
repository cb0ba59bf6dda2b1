"""Measurements and proofs that the README and the documentation quote."""
