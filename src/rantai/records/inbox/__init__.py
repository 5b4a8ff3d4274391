"""Facts told by phones: received once, kept for ever, applied in the order of their causes.

Rooms above say what each kind of fact means (`kinds.Kind`); this room knows only that a fact has
a name, a teller, two clocks and other facts it rests on.
"""
