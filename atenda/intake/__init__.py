"""Mail comes in: stored raw before anything is answered, read by children that may be killed, and filed into a case,
held for a person, or dropped — each with its reason.
"""
