"""Reads a page as a browser does: its links, its forms with what they hold, its words."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
UNSEEN = frozenset({"script", "style", "template", "head"})

Attributes = dict[str, str]


@dataclass(slots=True)
class Option:
    """A choice of a select, or one radio button or checkbox."""

    value: str
    text: str = ""
    is_chosen: bool = False


@dataclass(slots=True)
class Field:
    """A named control of a form."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)

    def sent(self) -> list[str]:
        """What a browser would send of it, untouched."""
        if self.kind == "file":
            return []
        if self.kind not in ("select", "radio", "checkbox", "multiple"):
            return self.values
        chosen = [option.value for option in self.options if option.is_chosen]
        if self.kind == "select" and not chosen and self.options:
            return [self.options[0].value]
        return chosen

    def chosen(self, wanted: str) -> str:
        """The value of the choice that has this value, or says this."""
        for option in self.options:
            if option.value == wanted:
                return wanted
        said = [option.value for option in self.options if wanted in option.text]
        assert said, f"{self.name} offers {self.options}, not {wanted}"
        return said[0]


@dataclass(slots=True)
class Button:
    name: str
    value: str
    text: str = ""


@dataclass(slots=True)
class Form:
    """A form with its controls, wherever on the page they stand."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """A page as read."""

    address: str
    forms: list[Form] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    title: str = ""
    text: str = ""

    def form_with(self, names: set[str], to: str) -> Form:
        """The first form that has these fields and leads there."""
        fitting = [form for form in self.forms if names <= form.fields.keys() and to in form.action]
        assert fitting, (
            f"{self.address}: no form with {sorted(names)} to {to!r}, only "
            f"{[(form.action, sorted(form.fields)) for form in self.forms]}. {self.text[:2000]}"
        )
        return fitting[0]


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.page = Page(address)
        self.words: list[str] = []
        self.open: list[str] = []
        self.form: Form | None = None
        self.by_id: dict[str, Form] = {}
        self.late: list[tuple[str, Field | Button]] = []
        self.select: Field | None = None
        self.option: Option | None = None
        self.area: Field | None = None
        self.button: Button | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: Attributes = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        match tag:
            case "a" if "href" in given:
                self.page.links.append(urljoin(self.page.address, given["href"]))
            case "form":
                action = urljoin(self.page.address, given.get("action") or self.page.address)
                self.form = Form(action, given.get("method", "get").lower())
                self.page.forms.append(self.form)
                self.by_id[given.get("id", "")] = self.form
            case "input" | "select" | "textarea" | "button":
                self._control(tag, given)
            case "option" if self.select is not None:
                self.option = Option(given.get("value", ""), is_chosen="selected" in given)
                self.select.options.append(self.option)
            case "label":
                self.option = None

    def _control(self, tag: str, given: Attributes) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if "disabled" in given:
            return
        if tag == "button" or kind == "submit":
            if given.get("type", "submit") == "submit":
                self.button = Button(name, given.get("value", ""))
                self._belongs(given, self.button)
            return
        if not name:
            return
        kind = {"select": "select", "textarea": "textarea"}.get(tag, kind)
        if tag == "select" and "multiple" in given:
            kind = "multiple"
        control = self._known(given, name) if kind in ("radio", "checkbox") else None
        if control is None:
            control = Field(name, kind, [given.get("value", "")])
            self._belongs(given, control)
        if kind in ("radio", "checkbox"):
            self.option = Option(given.get("value", "on"), is_chosen="checked" in given)
            control.options.append(self.option)
        self.select = control if tag == "select" else None
        self.area = control if tag == "textarea" else None

    def _known(self, given: Attributes, name: str) -> Field | None:
        if "form" in given:
            named = [c for i, c in self.late if i == given["form"] and isinstance(c, Field)]
            return next((control for control in named if control.name == name), None)
        return self.form.fields.get(name) if self.form else None

    def _belongs(self, given: Attributes, control: Field | Button) -> None:
        if "form" in given:
            self.late.append((given["form"], control))
        elif self.form is not None:
            _put(self.form, control)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        match tag:
            case "form":
                self.form = None
            case "select":
                self.select = self.option = None
            case "textarea":
                self.area = None
            case "button":
                self.button = None
            case "label" | "option":
                self.option = None

    def handle_data(self, data: str) -> None:
        if "title" in self.open:
            self.page.title += data
        if UNSEEN & set(self.open):
            return
        if self.area is not None:
            self.area.values[0] += data
        if self.option is not None:
            self.option.text += data
        if self.button is not None:
            self.button.text += data
        self.words.append(data)

    def finished(self) -> Page:
        for form_id, control in self.late:
            assert form_id in self.by_id, f"{self.page.address}: no form is called {form_id}"
            _put(self.by_id[form_id], control)
        self.page.text = " ".join(" ".join(self.words).split())
        self.page.title = " ".join(self.page.title.split())
        return self.page


def _put(form: Form, control: Field | Button) -> None:
    if isinstance(control, Button):
        form.buttons.append(control)
    elif twin := form.fields.get(control.name):
        twin.values += control.values
    else:
        form.fields[control.name] = control


def read_page(address: str, html: str) -> Page:
    reader = _Reader(address)
    reader.feed(html)
    reader.close()
    return reader.finished()
