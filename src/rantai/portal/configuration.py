"""Where the data, the database and the secret come from."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def secret_key(data: Path) -> str:
    """Return the installation's secret, made on the first start, readable by its owner only."""
    if from_environment := os.environ.get("RANTAI_SECRET_KEY"):
        return from_environment
    path = data / "secret-key"
    try:
        return path.read_text()
    except FileNotFoundError:
        pass
    data.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process of the same start was quicker
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret


def database(url: str, data: Path) -> dict[str, Any]:
    """Return Django's setting for a PostgreSQL address, or for the SQLite file beside the data."""
    if not url:
        return {
            "ENGINE": "rantai.records.database.sqlite",
            "NAME": data / "rantai.sqlite3",
            # Reading the whole schema anew costs more than most requests do altogether.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                "PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://.")
    return {
        "ENGINE": "rantai.records.database.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def cache(data: Path) -> dict[str, Any]:
    """Return a cache that both server processes share, so that a sign-in limit counts once."""
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": data / "cache",
    }
