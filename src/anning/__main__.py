"""python -m anning."""

from anning.cli.main import main

main()
