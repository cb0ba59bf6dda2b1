"""One module a family of findings; each yields sites from an analysis and knows no other."""
