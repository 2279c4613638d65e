"""Hostile files by class of attack, each made by code; `kit.ATTACKS` lists them."""
