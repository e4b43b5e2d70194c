"""The quiet room: self-check, a plan for bad hours, worries put off, threats held against the law.

Nothing outside this room, its service and its pages may import it; what it keeps is never anywhere else
(tests/wellbeing/test_wall.py).
"""
