"""Refusals: what could not be done, why, and what to do now."""


class Refusal(Exception):
    """An action said no. The message is a whole sentence for the person who asked."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence
