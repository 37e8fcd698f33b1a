"""Satisfaction: what customers say of a case once it is closed (S0.67, U29).

`asking` finds the closings to ask about and asks once; `rating` takes the mark and what follows a bad one; `reckoning`
adds up. Begin with `models`.
"""
