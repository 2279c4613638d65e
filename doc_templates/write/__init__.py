"""Workbooks that the product hands out: tables of text that no program takes for formulas."""
