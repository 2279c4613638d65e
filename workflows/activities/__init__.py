"""The hands of the workflows: one file each, with the leaf rooms' ports behind them.

May not know workflow bodies or the web. Every activity is safe to run twice.
"""
