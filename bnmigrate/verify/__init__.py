"""`bnmigrate verify`: run what a fix translates on both sides, and compare the numbers."""
