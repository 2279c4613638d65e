"""Keys far away: services that ask their owner on the phone before they sign."""
