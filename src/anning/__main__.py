"""python -m anning."""

from anning.cli.main import main

if __name__ == "__main__":
    main()
