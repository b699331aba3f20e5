"""`python -m commands …`, which `python -m alliance_monitor …` hands over to."""

import sys

from commands.programme import main

if __name__ == "__main__":
    sys.exit(main())
