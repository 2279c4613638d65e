"""The seal: PAdES signatures made in three steps, their keys, their trust, and strict judgement.

May use pyHanko, cryptography and asn1crypto. May not store, render, know a workflow or read a
clock: bytes in, bytes and verdicts out; time is a parameter.
"""
