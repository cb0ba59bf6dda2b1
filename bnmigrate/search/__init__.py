"""What is looked for in the bytes of files before any is parsed."""
