"""Did it help: every action and training with a named measure, as the last night weighed it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from rantai.members.models import SkillLevel
from rantai.members.queries import workshops_visible_to
from rantai.mentoring.models import (
    ActionClosing,
    Aim,
    Aimed,
    HelpWeighed,
    TogetherWeighed,
    Verdict,
)
from rantai.mentoring.queries.programmes import programmes_visible_to
from rantai.mentoring.queries.readiness import figure
from rantai.records.models import Account, Role
from rantai.records.queries import OFFICE, has_role, owned_by

if TYPE_CHECKING:
    from tuang.effect import Effect

ROWS = 25
WAITING = 20


def aims_visible_to(viewer: Account) -> QuerySet[Aim]:
    """A workshop's people see what aims at their own workshop, never a neighbour's."""
    rows = owned_by(viewer, Aim.objects.current()).select_related(
        "action__workshop", "action__item", "training", "recorded_by"
    )
    if not programmes_visible_to(viewer).exists():
        return rows.none()
    return rows


@dataclass(frozen=True, slots=True)
class HelpedRow:
    """One help in one workshop, in words."""

    kept: HelpWeighed

    @property
    def aim(self) -> Aim:
        aim: Aim = self.kept.aim
        return aim

    @property
    def what(self) -> str:
        return _what(self.aim)

    @property
    def measure(self) -> str:
        return str(Aimed(self.aim.measure).label)

    @property
    def before(self) -> str:
        return _side(tuple(self.kept.before))

    @property
    def after(self) -> str:
        return _side(tuple(self.kept.after))

    @property
    def state(self) -> str:
        return self.kept.verdict

    @property
    def words(self) -> str:
        return effect_words(_effect(self.kept.effect))


@dataclass(frozen=True, slots=True)
class TogetherRow:
    """The same help in several workshops, against those that had not had it yet."""

    kept: TogetherWeighed

    @property
    def what(self) -> str:
        aim: Aim = self.kept.aim
        return str(aim.action.item) if aim.action and aim.action.item else _what(aim)

    @property
    def measure(self) -> str:
        return str(Aimed(self.kept.aim.measure).label)

    @property
    def workshops(self) -> int:
        return self.kept.workshops

    @property
    def state(self) -> str:
        return self.kept.verdict

    @property
    def words(self) -> str:
        return together_words(_effect(self.kept.effect))


@dataclass(frozen=True, slots=True)
class DidItHelp:
    page: Page[HelpWeighed]
    rows: list[HelpedRow]
    silent: int
    """Helps of workshops of which this measure was never recorded."""
    together: list[TogetherRow]
    waiting: list[Aim]
    """Named, but not done yet: there is no after."""
    tonight: int
    """Done since the last night, and not weighed yet."""
    weighed_at: datetime | None


def did_it_help(viewer: Account, number: str | int | None = 1) -> DidItHelp:
    """A page of what was weighed; a workshop's people read of their own workshop alone."""
    weighed = owned_by(
        viewer, HelpWeighed.objects.filter(workshop__in=workshops_visible_to(viewer))
    ).select_related("workshop", "aim__action__item", "aim__training")
    told = weighed.exclude(verdict=Verdict.SILENT).order_by("place")
    page = Paginator(told, ROWS).get_page(number)
    # Others' figures stand behind a comparison: it is for those who may see all of them.
    everyone = has_role(viewer, *OFFICE, Role.MENTOR)
    together = owned_by(viewer, TogetherWeighed.objects.all()).select_related(
        "aim__action__item", "aim__training"
    )
    named = _seen(viewer)
    return DidItHelp(
        page=page,
        rows=[HelpedRow(row) for row in page.object_list],
        silent=weighed.filter(verdict=Verdict.SILENT).count(),
        together=[TogetherRow(row) for row in together] if everyone else [],
        waiting=list(named.filter(~_is_done()).order_by("-received_at")[:WAITING]),
        tonight=named.filter(_is_done(), ~_is_weighed()).count(),
        weighed_at=owned_by(viewer, HelpWeighed.objects.all())
        .order_by("place")
        .values_list("weighed_at", flat=True)
        .first(),
    )


def _seen(viewer: Account) -> QuerySet[Aim]:
    """What aims at workshops this person sees; a training is named for everyone."""
    rows = aims_visible_to(viewer)
    if has_role(viewer, *OFFICE, Role.MENTOR):
        return rows
    own = list(workshops_visible_to(viewer).values_list("pk", flat=True))
    return rows.filter(Q(action__isnull=True) | Q(action__workshop__in=own))


def _is_done() -> Q:
    closed = ActionClosing.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), action=OuterRef("action")
    )
    attended = SkillLevel.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), training=OuterRef("training")
    )
    return Q(Exists(closed)) | Q(training__isnull=False) & Q(Exists(attended))


def _is_weighed() -> Exists:
    return Exists(
        HelpWeighed.objects.filter(cooperative_id=OuterRef("cooperative_id"), aim=OuterRef("pk"))
    )


def has_helped(aim: Aim) -> bool:
    """As the page tells it; what is told there may be offered to others."""
    weighed = HelpWeighed.objects.filter(cooperative_id=aim.cooperative_id, aim=aim)
    return weighed.filter(verdict=Verdict.HELPED).exists()


def _what(aim: Aim) -> str:
    if aim.action is not None:
        return str(aim.action.text)
    assert aim.training is not None
    return str(_("Training: %s") % aim.training.title)


def _effect(kept: dict[str, Any]) -> "Effect":
    from tuang.effect import Effect

    return Effect(**kept)


# In words


def _side(kept: tuple[float, float | None, int]) -> str:
    """So many of so many, or the mean of the values; a dash where nothing is recorded."""
    value, of, months = kept
    if not months:
        return "–"
    if of is None:
        return figure(value / months, 2)
    return _("%(share)s %% (%(value)s of %(of)s)") % {
        "share": figure(100 * value / of, 2),
        "value": figure(value),
        "of": figure(of),
    }


def effect_words(effect: "Effect") -> str:
    if effect.change is None:
        return _why_unknown(effect)
    return _interval(effect)


def together_words(effect: "Effect") -> str:
    if effect.change is not None:
        return _interval(effect)
    from tuang.effect import FEWEST_WORKSHOPS

    return _(
        "Figures before and after: %(helped)d helped, %(others)d others; "
        "%(needed)d of each are needed."
    ) % {"helped": effect.before, "others": effect.after, "needed": FEWEST_WORKSHOPS}


def _interval(effect: "Effect") -> str:
    if (ratio := effect.ratio) is not None:
        middle, low, high = (figure(each, 2) for each in ratio)
        return _("%(middle)s times as many as without it (95 %%: %(low)s to %(high)s)") % {
            "middle": middle,
            "low": low,
            "high": high,
        }
    assert effect.change is not None
    assert effect.low is not None
    assert effect.high is not None
    return _("%(middle)s against what it would have been (95 %%: %(low)s to %(high)s)") % {
        "middle": figure(effect.change, 2),
        "low": figure(effect.low, 2),
        "high": figure(effect.high, 2),
    }


def _why_unknown(effect: "Effect") -> str:
    from tuang.effect import FEWEST_EVENTS, FEWEST_PERIODS

    if min(effect.before, effect.after) < FEWEST_PERIODS:
        return _("%(before)d months before, %(after)d after; %(needed)d of each are needed.") % {
            "before": effect.before,
            "after": effect.after,
            "needed": FEWEST_PERIODS,
        }
    if effect.counts:
        return _(
            "Too few were counted: at least %(events)d in all are needed, some on each side."
        ) % {"events": FEWEST_EVENTS}
    return _("The value never changed, so no chance can be judged.")
