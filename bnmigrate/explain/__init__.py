"""`bnmigrate rule` and `rules`, and the pages in docs/rules/: the catalogue for people to read."""
