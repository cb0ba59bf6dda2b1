"""One module a format; each knows findings and nothing else."""
