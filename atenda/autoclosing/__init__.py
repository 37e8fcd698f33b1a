"""Closing by itself: cases that wait for an answer nobody gives, told of before, and kept by one press (B39).

`waiting` says which cases those are; `closing` tells the customer and, days later, closes. Begin with `models`.
"""
