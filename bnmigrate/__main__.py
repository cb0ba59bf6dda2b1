"""Run the command line as `python -m bnmigrate`."""

from bnmigrate.search_path import narrow

if __name__ == "__main__":
    narrow()  # Python has put the current folder first

    from bnmigrate.cli import main

    main()
