"""Someone at a screen: opens pages, follows links, fills in forms, reads what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.journeys.reading import Field, Form, Page, read_page


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as someone chooses it."""

    name: str
    content: bytes


Typed = Mapping[str, str | Upload | list[str]]


class Visitor(Protocol):
    """What the stories need; over plain HTTP or in a real browser."""

    @property
    def address(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def links(self) -> list[str]: ...

    @property
    def actions(self) -> list[str]: ...

    def names(self, starting: str = "") -> list[str]: ...

    def options(self, name: str) -> list[str]: ...

    def open(self, address: str) -> None: ...

    def follow(self, to: str) -> None: ...

    def submit(self, typed: Typed | None = None, *, to: str = "", press: int = 0) -> None: ...

    def download(self, to: str) -> bytes: ...

    def leave(self) -> None: ...


class Unsigned:
    """A browser without scripts: Django's client, its cookies, and no way around CSRF."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.page = Page("/")
        self.status = 0

    @property
    def address(self) -> str:
        return self.page.address

    @property
    def text(self) -> str:
        return self.page.text

    @property
    def links(self) -> list[str]:
        return self.page.links

    @property
    def actions(self) -> list[str]:
        return [form.action for form in self.page.forms]

    def names(self, starting: str = "") -> list[str]:
        return [
            name for form in self.page.forms for name in form.fields if name.startswith(starting)
        ]

    def options(self, name: str) -> list[str]:
        form = self.page.form_with({name}, "")
        return [option.value for option in form.fields[name].options]

    def open(self, address: str) -> None:
        self._read(self.client.get(address, follow=True), address)
        assert self.status == 200, f"{address}: {self.status}"

    def follow(self, to: str) -> None:
        leading = [link for link in self.page.links if to in link]
        assert leading, f"{self.page.address}: no link to {to}, only {self.page.links}"
        self.open(leading[0])

    def submit(self, typed: Typed | None = None, *, to: str = "", press: int = 0) -> None:
        """Fill in the form that has these fields; press one of its buttons, or Enter."""
        form = self.page.form_with(set(typed or {}), to)
        data = _filled(form, typed or {})
        if form.buttons and (button := form.buttons[press]).name:
            data[button.name] = button.value
        self.send(form, data)

    def send(self, form: Form, data: dict[str, object]) -> None:
        asked = form.action
        if form.method == "get":
            asked = f"{asked.partition('?')[0]}?{urlencode(data, doseq=True)}"
            answer = self.client.get(asked, follow=True)
        else:
            answer = self.client.post(asked, data, follow=True)
        self._read(answer, asked)
        assert self.status < 500, f"{form.action}: {self.status}"

    def download(self, to: str) -> bytes:
        leading = [link for link in self.page.links if to in link]
        assert leading, f"{self.page.address}: no link to {to}, only {self.page.links}"
        answer = self.client.get(leading[0])
        assert answer.status_code == 200, f"{leading[0]}: {answer.status_code}"
        return answer.getvalue()

    def leave(self) -> None:
        self.client.logout()

    def _read(self, answer: object, asked: str) -> None:
        redirects = getattr(answer, "redirect_chain", [])
        address = redirects[-1][0] if redirects else asked
        parts = urlsplit(address)
        here = parts.path + (f"?{parts.query}" if parts.query else "")
        self.status = answer.status_code  # type: ignore[attr-defined]
        html = answer.content.decode()  # type: ignore[attr-defined]
        self.page = read_page(here, html)


def _filled(form: Form, typed: Typed) -> dict[str, object]:
    data: dict[str, object] = {}
    for name, control in form.fields.items():
        sent = _typed(control, typed[name]) if name in typed else control.sent()
        if sent:
            data[name] = sent
    return data


def _typed(control: Field, value: str | Upload | list[str]) -> object:
    if isinstance(value, Upload):
        assert control.kind == "file", f"{control.name} takes no file"
        return SimpleUploadedFile(value.name, value.content)
    if isinstance(value, list):
        return [control.chosen(one) for one in value]
    return control.chosen(value) if control.options else value


ANYONE = "anyone"
PASSWORD = "kunci bengkel B-031"


def signed_in(username: str) -> Unsigned:
    """One click where the example offers it; otherwise with a password at the door."""
    visitor = Unsigned()
    if username == ANYONE:
        return visitor
    visitor.open("/masuk/")
    form = visitor.page.form_with(set(), "/masuk/")
    if username in {button.value for button in form.buttons}:
        visitor.send(form, {**_filled(form, {}), "username": username})
    else:
        visitor.follow("/akun/login/")
        visitor.submit({"login": username, "password": PASSWORD})
    assert visitor.status == 200, visitor.status
    assert visitor.address == "/", visitor.text
    return visitor
