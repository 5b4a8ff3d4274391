"""The lab's pages: who is waiting, inspect a lot, hold, decide."""
