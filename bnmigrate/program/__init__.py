"""What the project's own code does with values: facts of each module, linked and solved."""
