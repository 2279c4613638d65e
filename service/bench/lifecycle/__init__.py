"""What our lifecycle costs: acts through our whole path against bare Temporal's updates."""
