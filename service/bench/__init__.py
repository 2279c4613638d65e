"""Benchmarks: our work and a reference's, side by side in one run on one machine.

A benchmark is a module that names itself in `frame.BENCHMARKS` and holds a `BENCHMARK`: a function
that yields rows, the versions of what it measures, and the goal that we hold ourselves to. May use
every room, as a composition root does; no room uses it.
"""
