"""`python -m groundswell` is the command `groundswell`."""

from groundswell.main import main

main()
