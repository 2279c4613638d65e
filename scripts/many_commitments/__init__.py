"""One campaign of thousands of commitments on the embedded set-up, measured step by step.

`python -m scripts.many_commitments --people 5000`; what it does and what came out is told in
docs/benchmarks.md. There is no reference to hold it against, so it is no benchmark of `trinhky`.
"""
