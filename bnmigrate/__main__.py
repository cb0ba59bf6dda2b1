"""Run the command line as `python -m bnmigrate`."""

from bnmigrate.cli import main

if __name__ == "__main__":
    main()
