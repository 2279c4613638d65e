"""`python -m service.cli`: the same as `trinhky`, for starting children with this very Python."""

from service.cli import main

main()
