"""Looking at an installation: what is missing, misconfigured or not running, and what mends it.

Each check answers with findings, which are keys; the catalogue has the sentences. Changes nothing
but a test file that it takes away again.
"""
