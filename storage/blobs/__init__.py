"""Write-once bodies under area/document/sha256. One port, one contract, adapters beside it."""
