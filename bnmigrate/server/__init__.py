"""`bnmigrate server`: findings and fixes in an editor, by the Language Server Protocol."""
