"""The tests of bnmigrate."""
