"""The benchmarks: that they run, and that what they say is what was measured. No time is tested."""
