"""What every page's frame shows: who is here, where they can go, whether the data is an example."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"nav": [], "is_example": False}
