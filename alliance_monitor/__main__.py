"""`python -m alliance_monitor …` runs the command line, as `python -m commands …` and `alliance-monitor …` do."""

import runpy

# The command line lies above this package and imports it, so nothing here may import it back. This file is a start
# script, run and never imported: it starts `commands` by name in the same process, as Python's own `-m` would.
# Looking the command up among the installed entry points would do as well, but a checkout has none unless installed.
if __name__ == "__main__":
    runpy.run_module("commands", run_name="__main__", alter_sys=True)
