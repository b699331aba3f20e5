"""`python -m alliance_monitor …` only hands over to the command line."""

from commands.programme import main

if __name__ == "__main__":
    raise SystemExit(main())
