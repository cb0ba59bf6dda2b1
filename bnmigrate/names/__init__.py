"""The names of a module: its scopes, what binds and reads them, and what they stand for."""
