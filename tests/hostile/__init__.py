"""Attacks on signed papers: each is carried out by code on a really signed file and refused."""
