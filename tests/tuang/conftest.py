"""Examples may take as long as they need: a busy machine refutes no claim of these tests."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
